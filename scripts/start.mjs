/** `npm start`: sets up what is missing, then runs the command line where the user stands; without arguments, the main job. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureSetup, root } from './setup.mjs';

ensureSetup();
// npm runs its scripts in the package's folder, and says where the user called it.
const { npm_lifecycle_event: script, INIT_CWD: called } = process.env;
const cwd = script === 'start' && called ? called : process.cwd();
const given = process.argv.slice(2);
const { status, signal } = spawnSync(
  process.execPath,
  [join(root, 'bin', 'assay.cjs'), ...(given.length > 0 ? given : ['search', 'nas-bench-201'])],
  { stdio: 'inherit', cwd },
);
if (signal !== null) process.kill(process.pid, signal);
process.exit(status ?? 1);
