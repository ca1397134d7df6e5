import { createPlainKernels } from './plain.js';
import type { Kernels } from './types.js';
import { createWasmKernels, hasWasmKernels } from './wasm.js';

/** WebAssembly if the engine has SIMD, otherwise plain TypeScript, with the same results. */
export function createKernels(): Kernels {
  return hasWasmKernels() ? createWasmKernels() : createPlainKernels();
}
