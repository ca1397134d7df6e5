/** A worker for tests, in a process that a test may stop or kill: its request as JSON. */
import { serveQueue } from '../dist/platform/node/queue/serve-queue.js';

const request = JSON.parse(process.argv[2]);
const stopped = new AbortController();
process.once('SIGTERM', () => stopped.abort());
await serveQueue({ ...request, onNotice: (line) => process.stderr.write(`${line}\n`), signal: stopped.signal });
