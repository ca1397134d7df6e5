/** Compiles the WebAssembly kernels and writes their bytes as a TypeScript module, the same file for Node and the browser. */
import { readFileSync, rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join('src', 'runtime', 'one-channel', 'kernels');
const scratch = join(root, 'build');
const wasm = join('build', 'kernels.wasm');

mkdirSync(scratch, { recursive: true });
// No garbage collector, no run-time checks, SIMD: the module is loops over one exported memory.
const flags = '--runtime stub --optimizeLevel 3 --shrinkLevel 0 --noAssert --enable simd --initialMemory 1'.split(' ');
const { error, stderr } = await asc.main([join(folder, 'kernels.as.ts'), '--baseDir', root, '--outFile', wasm, ...flags]);
if (error !== null) {
  process.stderr.write(`build-kernels: ${error.message}\n${stderr.toString()}`);
  process.exit(1);
}
const bytes = readFileSync(join(root, wasm));
const target = join(root, folder, 'wasm-bytes.generated.ts');
writeFileSync(
  target,
  `/** Written by scripts/build-kernels.mjs from kernels.as.ts: ${bytes.length} bytes of WebAssembly, base64. */\nexport const wasmBytes =\n  '${bytes.toString('base64')}';\n`,
);
rmSync(join(root, wasm));
