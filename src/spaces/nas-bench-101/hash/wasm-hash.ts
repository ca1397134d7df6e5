import { compileWasm } from '../../../core/compile-wasm.js';
import { nasBench101Ops, vertexCount, type NasBench101Cell } from '../cell.js';
import { wasmBytes } from './wasm-bytes.generated.js';

/** Where `graph-hash.as.ts` writes the hash of the cell: its eighth text. */
const CELL_HASH = 1024 + 7 * 32;

/** The hash in WebAssembly, some ten times as fast as on texts. @throws if the engine has no WebAssembly with SIMD. */
export function createWasmHash(): (cell: NasBench101Cell) => string {
  const { memory, hash } = new WebAssembly.Instance(compileWasm(wasmBytes)).exports as unknown as {
    readonly memory: WebAssembly.Memory;
    hash(vertices: number, edges: number, labels: number): void;
  };
  new Int32Array(memory.buffer).set(Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0));
  const text = new Uint8Array(memory.buffer, CELL_HASH, 32);
  return (cell) => {
    let labels = 0;
    for (const [i, op] of cell.ops.entries()) labels |= nasBench101Ops.indexOf(op) << (2 * i);
    hash(vertexCount(cell), cell.edges, labels);
    return String.fromCharCode(...text);
  };
}
