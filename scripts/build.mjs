/** Builds `dist`: first the generated sources (the kernels' WebAssembly bytes, the report's browser script), then TypeScript, which imports them, then the bundle of what commands load, and the page of the studio. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildHash, checkers, root, run, stampBuild } from './setup.mjs';

const stamp = buildHash();
rmSync(join(root, 'dist'), { recursive: true, force: true });
run('compiling the kernels', process.execPath, [join('scripts', 'build-kernels.mjs')]);
run("bundling the report's script", process.execPath, [join('scripts', 'build-report-client.mjs')]);
// A set-up of a clone checks no types: `npm test` does it after.
const isChecked = !process.argv.includes('--no-check');
run('compiling TypeScript', process.execPath, [
  join('node_modules', 'typescript', 'bin', 'tsc'),
  '-p',
  'tsconfig.build.json',
  ...checkers,
  ...(isChecked ? [] : ['--noCheck']),
]);
run('bundling the command line', process.execPath, [join('scripts', 'build-bundle.mjs')]);
run('rolling up the declarations', process.execPath, [join('scripts', 'build-types.mjs')]);
run('building the studio', process.execPath, [join('scripts', 'build-studio.mjs')]);
stampBuild(stamp);
