/** Builds `dist`: the WebAssembly kernels first, because the TypeScript sources import their bytes. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup.mjs';

rmSync(join(root, 'dist'), { recursive: true, force: true });
run('compiling the kernels', process.execPath, [join('scripts', 'build-kernels.mjs')]);
run('compiling TypeScript', process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
