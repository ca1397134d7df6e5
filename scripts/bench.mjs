/** `npm run bench -- <name> [arguments]`: sets up what is missing, then runs bench/<name>.mjs (`versus-pytorch/epsilon` is a name too). */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSetup, root, say } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
const file = [`${name}.mjs`].map((path) => join(root, 'bench', path)).find((path) => existsSync(path));
if (name === undefined || file === undefined) {
  const known = readdirSync(join(root, 'bench')).map((entry) => entry.replace(/\.mjs$/, ''));
  say(`bench: expected a name (${known.join(', ')}), got ${name ?? 'none'}`);
  process.exit(1);
}
ensureSetup();
process.exit(spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1);
