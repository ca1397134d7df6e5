import { compileWasm } from '../../compile-wasm.js';
import type { Factorise } from './types.js';
import { wasmBytes } from './wasm-bytes.generated.js';

/** What `kernels.as.ts` exports; places are bytes. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  factorise(source: number, factor: number, panel: number, n: number, more: number): number;
  solve(factor: number, x: number, n: number): void;
}

const base = 1024;
const pageBytes = 65_536;

/** A module whose memory holds what follows `base`. @throws where there is no WebAssembly with SIMD, or no memory. */
let loaded: Exports | undefined;
function withRoom(bytes: number): Exports {
  loaded ??= new WebAssembly.Instance(compileWasm(wasmBytes)).exports as unknown as Exports;
  const missing = base + bytes - loaded.memory.buffer.byteLength;
  if (missing > 0) loaded.memory.grow(Math.ceil(missing / pageBytes));
  return loaded;
}

/** A factor lies in the module's memory: it solves until the next matrix is factorised. @throws as `withRoom`. */
export const factoriseInWasm: Factorise = (matrix, n, more) => {
  const bytes = 8 * n * n;
  const [source, factor, panel] = [base, base + bytes, base + 2 * bytes];
  const x = panel + 32 * n;
  const wasm = withRoom(2 * bytes + 40 * n);
  new Float64Array(wasm.memory.buffer, source, n * n).set(matrix);
  if (wasm.factorise(source, factor, panel, n, more) === 0) return undefined;
  return {
    solve(values) {
      const place = new Float64Array(wasm.memory.buffer, x, n);
      place.set(values);
      wasm.solve(factor, x, n);
      values.set(place);
    },
  };
};
