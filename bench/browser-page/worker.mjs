/** A worker of the page. */
import { answerWorkerHost } from '../../dist/bundle/web/platform/browser/index.js';

answerWorkerHost({ wasmPaths: '/' });
