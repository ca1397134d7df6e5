/** `npm run example -- <name>`: sets up what is missing, then runs examples/library/<name>.ts, which older Nodes do not read as it stands. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSetup, root, say } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
const folder = join(root, 'examples', 'library');
if (name === undefined || !existsSync(join(folder, `${name}.ts`))) {
  const known = readdirSync(folder).map((entry) => entry.replace(/\.ts$/, ''));
  say(`example: expected a name (${known.join(', ')}), got ${name ?? 'none'}`);
  process.exit(1);
}
ensureSetup();
const { default: typescript } = await import('@typescript/typescript6');
const { outputText } = typescript.transpileModule(readFileSync(join(folder, `${name}.ts`), 'utf8'), {
  compilerOptions: { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext },
});
// Inside the package, where `assay` is the package itself.
const file = join(root, 'build', 'examples', `${name}.mjs`);
mkdirSync(join(root, 'build', 'examples'), { recursive: true });
writeFileSync(file, outputText);
process.exit(spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1);
