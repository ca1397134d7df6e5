import { createPlainKernels } from './plain.js';
import type { Kernels } from './types.js';
import { createWasmKernels, hasWasmKernels } from './wasm.js';

/** WebAssembly where the engine has SIMD, else plain TypeScript: same results. */
export function createKernels(): Kernels {
  return hasWasmKernels() ? createWasmKernels() : createPlainKernels();
}
