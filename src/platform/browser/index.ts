/** The public API for a web page: it loads ONNX Runtime there, brings reports to life, and gives a space's file its imports. Everything else is in `assay`. */
export { openOrtEngine, type BrowserOrtOptions } from './ort-engine.js';
export { createCopyButton } from '../../report/client/copy-button.js';
export { mountReport, type LiveReport } from '../../report/client/mount-report.js';
export { spaceImports } from '../../spaces/space-imports.js';
export { answerWorkerHost } from './answer-worker-host.js';
export { createWorkerHost, type WorkerHostOptions } from './worker-host.js';
