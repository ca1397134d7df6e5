import { compileWasm } from '../../../core/compile-wasm.js';
import { wasmBytes } from './wasm-bytes.generated.js';

/** What `kernels.as.ts` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  fillUniform(target: number, blocks: number, key0: number, key1: number, counter: number, step: number): void;
}

/** Where numbers are written, and how many at a time: a multiple of 16. */
const base = 1024;
const most = 8192;

let loaded: Exports | undefined;
/** The engine has no WebAssembly with SIMD. */
let isMissing = false;

function load(): Exports | undefined {
  if (isMissing) return undefined;
  try {
    return (loaded ??= new WebAssembly.Instance(compileWasm(wasmBytes)).exports as unknown as Exports);
  } catch {
    isMissing = true;
    return undefined;
  }
}

/**
 * Fills as many of the first numbers as make whole groups of four blocks; the rest is left to the caller.
 * @returns how many were filled, a multiple of 16: none where the engine has no WebAssembly with SIMD.
 */
export function fillUniformBlocks(out: Float32Array, key0: number, key1: number, step: number): number {
  const end = out.length - (out.length % 16);
  const wasm = end === 0 ? undefined : load();
  if (wasm === undefined) return 0;
  for (let at = 0; at < end; at += most) {
    const count = Math.min(most, end - at);
    wasm.fillUniform(base, count / 4, key0, key1, at / 4, step);
    out.set(new Float32Array(wasm.memory.buffer, base, count), at);
  }
  return end;
}
