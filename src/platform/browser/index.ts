/** The public API for a web page: it loads ONNX Runtime there. Everything else is in `assay`. */
export { openOrtEngine, type BrowserOrtOptions } from './ort-engine.js';
