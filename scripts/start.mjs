/** `npm start`: sets up what is missing, then runs the command line; without arguments, the main job. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureSetup, root } from './setup.mjs';

ensureSetup();
const given = process.argv.slice(2);
const { status, signal } = spawnSync(
  process.execPath,
  [join(root, 'bin', 'assay.cjs'), ...(given.length > 0 ? given : ['search', 'nas-bench-201'])],
  { stdio: 'inherit' },
);
if (signal !== null) process.kill(process.pid, signal);
process.exit(status ?? 1);
