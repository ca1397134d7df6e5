/** The public API for a web page: it loads ONNX Runtime there, and brings reports to life. Everything else is in `assay`. */
export { openOrtEngine, type BrowserOrtOptions } from './ort-engine.js';
export { createCopyButton } from '../../report/client/copy-button.js';
export { mountReport, type LiveReport } from '../../report/client/mount-report.js';
