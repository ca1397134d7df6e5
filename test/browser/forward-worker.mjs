/** A worker of a page: evaluates what `createWorkerHost` sends. */
import { answerWorkerHost } from '../../dist/bundle/web/platform/browser/index.js';

answerWorkerHost({ wasmPaths: '/' });
