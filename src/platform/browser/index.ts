/** The public API for a web page: what loads ONNX Runtime there. Everything else is in `assay` itself. */
export { openOrtEngine, type BrowserOrtOptions } from './ort-engine.js';
