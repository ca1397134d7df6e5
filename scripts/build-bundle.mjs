/**
 * Joins what TypeScript wrote into a few files, dist/bundle: a command otherwise loads some 450 modules before it does anything, and
 * takes twice as long to start. The command line, its workers and the library share their chunks, so that a class is one class.
 */
import { join } from 'node:path';
import { build } from 'rolldown';
import { root } from './setup.mjs';

const dist = join(root, 'dist');
const entries = [
  'index',
  'cli/main',
  'platform/node/index',
  'platform/browser/index',
  'platform/node/threads/worker',
  'platform/node/threads/scan-worker',
  'platform/node/devices/device-probe',
  'platform/node/queue/evaluator-process',
  'engine/built-in',
];

await build({
  input: Object.fromEntries(entries.map((entry) => [entry, join(dist, `${entry}.js`)])),
  platform: 'node',
  logLevel: 'warn',
  // Packages stay packages; only what the bundler itself adds comes in.
  external: (id) => /^[a-z@]/i.test(id) && !id.startsWith('@oxc-project/'),
  output: { dir: join(dist, 'bundle'), format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' },
});
