/** A worker of the page. */
import { answerWorkerHost } from '../../dist/bundle/platform/browser/index.js';

answerWorkerHost({ wasmPaths: '/' });
