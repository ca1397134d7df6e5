import { compileWasm } from '../../../core/compile-wasm.js';
import { must } from '../../../core/must.js';
import { wasmBytes } from './wasm-bytes.generated.js';
import { windowModes, type Address, type Kernels, type Memory, type WalkSource } from './types.js';

const PAGE = 65_536;

/** What `kernels.as.ts` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  slideWindow(...args: number[]): void;
  slideMaximum(...args: number[]): void;
  combine(...args: number[]): void;
  viewMoments(...args: number[]): void;
  exactMoments(...args: number[]): void;
  scaleShift(...args: number[]): void;
  imageMeans(...args: number[]): void;
  bytesNeeded(): number;
  programAt(): Address;
  reset(memory: Address): void;
  lower(...args: number[]): number;
  recall(run: Address): number;
  walk(run: Address): void;
  keep(run: Address, result: number): number;
}

let compiled: WebAssembly.Module | undefined;

function compile(): WebAssembly.Module {
  return (compiled ??= compileWasm(wasmBytes));
}

/** Whether this JavaScript engine runs WebAssembly with SIMD, here and now: some browsers refuse to compile in the page's main thread. */
export function hasWasmKernels(): boolean {
  try {
    return compile() !== undefined;
  } catch {
    return false;
  }
}

function viewsOf({ buffer }: WebAssembly.Memory): Memory {
  return { f32: new Float32Array(buffer), f64: new Float64Array(buffer), i32: new Int32Array(buffer) };
}

/** The WebAssembly kernels with a separate memory. The module is compiled once and is a few kilobytes. */
export function createWasmKernels(): Kernels {
  let asked: WalkSource | undefined;
  const imports: WalkSource & { readonly log2: typeof Math.log2 } = {
    log2: Math.log2,
    allocate: (bytes) => must(asked, 'what walks ask').allocate(bytes),
    relate: (a, b, target) => must(asked, 'what walks ask').relate(a, b, target),
  };
  const wasm = new WebAssembly.Instance(compile(), { walk: { ...imports } }).exports as unknown as Exports;
  let views = viewsOf(wasm.memory);
  /** Memory beyond was never used, so that it is zero: now, and before the last reservation. */
  let [used, usedBefore] = [0, 0];
  return {
    name: 'wasm',
    base: 1024,
    memory: () => views,
    reserve(end: Address) {
      if (end > used) [usedBefore, used] = [used, end];
      const missing = end - views.f32.byteLength;
      if (missing <= 0) return;
      wasm.memory.grow(Math.ceil(missing / PAGE));
      views = viewsOf(wasm.memory);
    },
    slideWindow: (window, source, target, batch, { pivot, scale, shift, floor }, mode, factor, scratch, moments) =>
      wasm.slideWindow(window, source, target, batch, pivot, scale, shift, floor, windowModes[mode], factor, scratch, moments),
    slideMaximum: (window, source, target, batch, { pivot, scale, shift, floor }, scratch, moments) =>
      wasm.slideMaximum(window, source, target, batch, pivot, scale, shift, floor, scratch, moments),
    combine: (grid, terms, count, target, batch, moments) => wasm.combine(grid, terms, count, target, batch, moments),
    viewMoments: (grid, source, batch, { pivot, scale, shift, floor }, moments) =>
      wasm.viewMoments(grid, source, batch, pivot, scale, shift, floor, moments),
    exactMoments: (grid, source, batch, { pivot, scale, shift, floor }, center, moments) =>
      wasm.exactMoments(grid, source, batch, pivot, scale, shift, floor, center, moments),
    scaleShift: (source, target, count, scale, shift) => wasm.scaleShift(source, target, count, scale, shift),
    imageMeans: (grid, source, batch, { pivot, scale, shift, floor }, total, target) =>
      wasm.imageMeans(grid, source, batch, pivot, scale, shift, floor, total, target),
    walks: {
      bytes: wasm.bytesNeeded(),
      reset(given, at) {
        asked = given;
        if (at < usedBefore) new Uint8Array(wasm.memory.buffer, at, wasm.bytesNeeded()).fill(0);
        wasm.reset(at);
      },
      lower: (blocks, count, inputId, inputShape, inputCall, outputId) =>
        wasm.lower(blocks, count, inputId, inputShape, inputCall, outputId) !== 0,
      program: wasm.programAt,
      recall: wasm.recall,
      walk: wasm.walk,
      keep: (run, result) => wasm.keep(run, result) !== 0,
    },
  };
}
