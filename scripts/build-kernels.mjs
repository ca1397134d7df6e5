/** Compiles the WebAssembly kernels and writes the bytes of each module as a TypeScript module, the same file for Node and the browser. */
import { readFileSync, rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { basename, dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = [
  join('src', 'core', 'linear-algebra', 'cholesky', 'kernels.as.ts'),
  join('src', 'runtime', 'one-channel', 'kernels', 'kernels.as.ts'),
  join('src', 'runtime', 'weights', 'kernels', 'kernels.as.ts'),
  join('src', 'spaces', 'nas-bench-101', 'hash', 'graph-hash.as.ts'),
  join('src', 'spaces', 'nasnet-cells', 'draw', 'draw.as.ts'),
];
const wasm = join('build', 'kernels.wasm');
// No garbage collector, no run-time checks, SIMD: a module is loops over one exported memory.
const flags = '--runtime stub --optimizeLevel 3 --shrinkLevel 0 --noAssert --enable simd --initialMemory 1'.split(' ');

mkdirSync(join(root, 'build'), { recursive: true });
for (const source of modules) {
  const { error, stderr } = await asc.main([source, '--baseDir', root, '--outFile', wasm, ...flags]);
  if (error !== null) {
    process.stderr.write(`build-kernels: ${source}: ${error.message}\n${stderr.toString()}`);
    process.exit(1);
  }
  const bytes = readFileSync(join(root, wasm));
  const comment = `Written by scripts/build-kernels.mjs from ${basename(source)}: ${bytes.length} bytes of WebAssembly, base64.`;
  writeFileSync(
    join(root, dirname(source), 'wasm-bytes.generated.ts'),
    `/** ${comment} */\nexport const wasmBytes =\n  '${bytes.toString('base64')}';\n`,
  );
  rmSync(join(root, wasm));
}
