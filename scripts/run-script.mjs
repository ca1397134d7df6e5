/** `npm run bench -- <name> [arguments]` and `npm run study:<name> -- [arguments]`: sets up what is missing, then runs <folder>/<name>.mjs (`versus-pytorch/epsilon` is a name too). */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSetup, root, say } from './setup.mjs';

const [folder, name, ...args] = process.argv.slice(2);
const file = join(root, folder, `${name}.mjs`);
if (name === undefined || !existsSync(file)) {
  const known = readdirSync(join(root, folder)).map((entry) => entry.replace(/\.mjs$/, ''));
  say(`${folder}: expected a name (${known.join(', ')}), got ${name ?? 'none'}`);
  process.exit(1);
}
ensureSetup();
process.exit(spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1);
