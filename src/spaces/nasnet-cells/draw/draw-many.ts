/**
 * Genotypes drawn many at once in WebAssembly (`draw.as.ts`), for spaces whose sampled genotypes differ only in the operators and inputs of
 * their terms and concatenate all nodes. Of each the numbers are kept that a search reads; the genotype is made where it is asked for.
 */
import type { Cost } from '../../../arch/cost.js';
import type { Topology } from '../../../arch/topology.js';
import { compileWasm } from '../../../core/compile-wasm.js';
import type { DrawnMany, DrawStream } from '../../types.js';
import { opWords } from '../canonical-key.js';
import { cellKinds, noOp, type CellKind, type CellTerms, type NasnetGenotype, type NasnetRules } from '../genotype.js';
import type { TermCosts } from '../network.js';
import { nasnetOps } from '../ops.js';
import { termOf } from '../term.js';
import { wasmBytes } from './wasm-bytes.generated.js';

/** What `draw.as.ts` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  draw(
    seed0: number,
    seed1: number,
    stride: number,
    first: number,
    count: number,
    nodes: number,
    ops: number,
    isDistinct: number,
  ): void;
  writeKeys(count: number, nodes: number): void;
  writeCosts(count: number, nodes: number, params: number, macs: number): void;
  writeCounts(count: number, nodes: number, width: number): void;
}

/** The addresses in `draw.as.ts`. */
const at = { opWords: 256, opPlaces: 384, opTimes: 512, opCosts: 640, terms: 4096, keys: 69_632, costs: 77_824, counts: 94_208 };
const pages = 4;
/** As many genotypes as the memory has room for, of as many terms and operators. */
const most = 1024;
const mostTerms = 32;
const mostOps = 32;

/** The counts of a cell before those by kernel: paths, skip edges, their paths. */
const skipPlace = 2;
const firstKernel = 3;

/** Whether genotypes that rules sample differ in operators and inputs only, and fit the memory. */
function areFixed({ ops, nodes, output, widths, depths }: NasnetRules): boolean {
  return (
    output === 'all' &&
    widths === undefined &&
    depths === undefined &&
    !ops.includes(noOp) &&
    ops.length <= mostOps &&
    4 * nodes <= mostTerms
  );
}

interface ManySetup {
  readonly rules: NasnetRules;
  readonly costs: TermCosts;
  topology(genotype: NasnetGenotype): Topology;
}

/** Undefined where the rules sample other genotypes, or the engine has no WebAssembly with SIMD. */
export function createDrawMany(
  { rules, costs, topology }: ManySetup,
  { key, stride }: DrawStream,
): DrawnMany<NasnetGenotype> | undefined {
  const wasm = areFixed(rules) ? load() : undefined;
  if (wasm === undefined) return undefined;
  const { nodes, distinctInputs } = rules;
  const largest = writeOperators(wasm, rules);
  const width = firstKernel + 2 * (largest + 1);
  const { buffer } = wasm.memory;
  const termBytes = new Uint8Array(buffer, at.terms, most * 2 * mostTerms);
  const keys = new Uint32Array(buffer, at.keys, 2 * most);
  const costNumbers = new Float64Array(buffer, at.costs, 2 * most);
  const counts = new Uint16Array(buffer, at.counts, 2 * most * width);
  /** How many are drawn, and of how many there are keys, costs and counts. */
  const ready = { drawn: 0, keys: 0, costs: 0, counts: 0 };
  let fixed: Cost | undefined;

  const termsOf = (place: number, cell: number): CellTerms =>
    Array.from({ length: 2 * nodes }, (_, term) => {
      const byte = 2 * (place * mostTerms + cell * 2 * nodes + term);
      return termOf(rules.ops[termBytes[byte] ?? NaN] ?? noOp, termBytes[byte + 1] ?? NaN);
    });
  const genotype = (place: number): NasnetGenotype => ({ normal: termsOf(place, 0), reduce: termsOf(place, 1) });
  const makeCosts = (): void => {
    fixed ??= writeTermCosts(wasm, rules, costs);
    wasm.writeCosts((ready.costs = ready.drawn), nodes, fixed.params, fixed.macs);
  };

  /** The topology of the genotype at `current`, whose counts are read into the same lists each time. */
  let current = 0;
  const paths = cellKinds.map(() => ({
    paths: 0,
    skips: 0,
    skipPaths: 0,
    largest,
    convs: new Float64Array(largest + 1),
    pools: new Float64Array(largest + 1),
  }));
  const shared: Topology = {
    cells: topology(genotype(0)).cells.map(({ name, repeats }, i) => ({
      name,
      repeats,
      get cell() {
        const own = topology(genotype(current)).cells[i];
        if (own === undefined) throw new Error('a cell is missing');
        return own.cell;
      },
    })),
    paths,
    isReused: true,
  };
  const readCounts = (place: number): void => {
    let row = 2 * place * width;
    for (const own of paths) {
      own.paths = counts[row] ?? NaN;
      own.skips = counts[row + 1] ?? NaN;
      own.skipPaths = counts[row + skipPlace] ?? NaN;
      for (let kernel = 0; kernel <= largest; kernel++) {
        own.convs[kernel] = counts[row + firstKernel + kernel] ?? NaN;
        own.pools[kernel] = counts[row + firstKernel + largest + 1 + kernel] ?? NaN;
      }
      row += width;
    }
  };

  return {
    most,
    draw(first, count) {
      wasm.draw(key[0], key[1], stride / 4, first, count, nodes, rules.ops.length, distinctInputs ? 1 : 0);
      ready.drawn = count;
      ready.keys = ready.costs = ready.counts = 0;
    },
    genotype,
    writeKey(place, out) {
      if (ready.keys === 0) wasm.writeKeys((ready.keys = ready.drawn), nodes);
      out[0] = keys[2 * place] ?? NaN;
      out[1] = keys[2 * place + 1] ?? NaN;
    },
    cost(place) {
      if (ready.costs === 0) makeCosts();
      return { params: costNumbers[2 * place] ?? NaN, macs: costNumbers[2 * place + 1] ?? NaN };
    },
    topology(place) {
      if (ready.counts === 0) wasm.writeCounts((ready.counts = ready.drawn), nodes, width);
      current = place;
      readCounts(place);
      return shared;
    },
  };
}

function load(): Exports | undefined {
  try {
    // One for each stream: what was drawn lies in its memory.
    const wasm = new WebAssembly.Instance(compileWasm(wasmBytes)).exports as unknown as Exports;
    wasm.memory.grow(pages - 1);
    return wasm;
  } catch {
    return undefined;
  }
}

/** Writes what the operators mean to keys and counts. @returns the largest kernel. */
function writeOperators({ memory: { buffer } }: Exports, { ops }: NasnetRules): number {
  const graphs = ops.map((op) => nasnetOps[op]?.topology);
  const largest = Math.max(...graphs.map((op) => (op !== undefined && 'kernel' in op ? op.kernel : 0)));
  const words = new Int32Array(buffer, at.opWords, mostOps);
  const places = new Int32Array(buffer, at.opPlaces, mostOps);
  const times = new Int32Array(buffer, at.opTimes, mostOps);
  for (const [i, op] of ops.entries()) {
    const graph = graphs[i];
    if (graph === undefined || graph.kind === 'link') throw new Error(`the operator ${op} is no edge`);
    words[i] = opWords[termOf(op, 0)[2]] ?? NaN;
    places[i] = graph.kind === 'skip' ? skipPlace : firstKernel + graph.kernel + (graph.kind === 'pool' ? largest + 1 : 0);
    times[i] = graph.kind === 'conv' ? graph.times : 1;
  }
  return largest;
}

/** Writes what each term adds to the cost. @returns the cost of a genotype whose terms add nothing. */
function writeTermCosts({ memory: { buffer } }: Exports, { ops, nodes }: NasnetRules, costs: TermCosts): Cost {
  const table = new Float64Array(buffer, at.opCosts, 2 * mostOps * 4);
  const write = (kind: CellKind, cell: number): void => {
    for (const [i, op] of ops.entries())
      for (const [inner, input] of [0, 2].entries()) {
        // A cell of one node reads no inner node.
        if (input > nodes) continue;
        const { params, macs } = costs.ofTerm(kind, termOf(op, input), 2 * nodes);
        table.set([params, macs], ((cell * mostOps + i) * 2 + inner) * 2);
      }
  };
  for (const [cell, kind] of cellKinds.entries()) write(kind, cell);
  return costs.fixed(2 * nodes);
}
