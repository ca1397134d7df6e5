/**
 * SED: suppression of local entropy decrease, after Wu, Huang, Xu & Hao, arXiv 2411.06236.
 *
 * **This is a reconstruction.** The paper's exact formula was not available to us, only its abstract and outlines: three parts
 * (skip, conv, pool SED), the sign of each, and that only topology is read. The pieces are a strategy object,
 * so that the true formula can be dropped in.
 *
 * The default, `per-path`, is the mean over all paths from an input to an output along live edges of
 *   conv SED = sum over conv edges of times * ln k    a random k x k kernel raises the entropy rate by ln k
 *   pool SED = - sum over pool edges of ln k          a k x k mean lowers it by ln k after normalisation
 *   skip SED = - 0.25 * skip edges                    what is passed on unchanged adds no entropy
 * Its one constant was chosen on all tables with wired cells, and ranks nearly as well at 0 and at 0.5 (docs/judgement.md).
 * `nas-bench-201` is the reconstruction that reproduces the figures on that table, whose test accuracies chose its two constants:
 * sums over paths, ln k + ln 2 for a convolution, and 0.5 less for each live skip edge beyond the first.
 * A cell without a live path has no score.
 */
import { requireFields } from '../core/require-shape.js';
import { countPaths, countResiduals, sortedByHead, type PathCounts } from '../arch/count-paths.js';
import type { CellTopology, Topology } from '../arch/topology.js';
import { scored, undefinedScore, defineProxy, type Score } from './types.js';

/** The pieces of SED that the paper's outline leaves open. */
export interface SedStrategy {
  /** Entropy gained by one application of a k x k convolution. */
  convGain(kernel: number): number;
  /** Entropy lost by a k x k pooling, as a positive number. */
  poolLoss(kernel: number): number;
  /** Added for skips, but by `logvar`; `skips`: live skip edges; `perPath`: skip edges of a path, on average; `residuals()`: live paths without a convolution, counted only when requested. */
  skipPart(skips: number, perPath: number, residuals: () => number): number;
  /**
   * `path`: every edge counts once for each path through it. `mean`: the same divided by the number of paths, so that cells of more wires gain nothing
   * by these. `logvar`: half the log of the output variance when path contributions are independent.
   */
  readonly aggregate: 'path' | 'mean' | 'logvar';
}

const excessSkips = (skips: number): number => -0.5 * Math.max(0, skips - 1);
const residualBonus = (residuals: number): number => (residuals === 0 ? 0 : 0.5 - 0.5 * (residuals - 1));
const onNasBench201: SedStrategy = {
  convGain: (kernel) => Math.log(kernel) + Math.LN2,
  poolLoss: Math.log,
  skipPart: excessSkips,
  aggregate: 'path',
};

/** Ready-made strategies of SED, by name. */
export const sedPresets: { readonly [preset in SedPreset]: SedStrategy } = {
  /** The default: best over the spaces of all tables (docs/judgement.md). */
  'per-path': { convGain: Math.log, poolLoss: Math.log, skipPart: (_, perPath) => -0.25 * perPath, aggregate: 'mean' },
  /** Chosen on NAS-Bench-201, and best there. */
  'nas-bench-201': onNasBench201,
  /** The same without a constant in the gain of a convolution: a 1x1 kernel gains nothing. */
  entropy: { ...onNasBench201, convGain: Math.log },
  /** Gains 1, 2 for kernels 1, 3 and loss 1 for pooling by 3: the fewest arbitrary choices. */
  integer: {
    ...onNasBench201,
    convGain: (kernel) => Math.log2(1 + kernel),
    poolLoss: (kernel) => Math.log2(1 + kernel) - 1,
    skipPart: () => 0,
  },
  /** Log-variance of the output; its parts do not separate. */
  logvar: { ...onNasBench201, skipPart: () => 0, aggregate: 'logvar' },
  /** A bonus for the first path without a convolution, none for more. */
  residualFirst: { ...onNasBench201, skipPart: (_skips, _perPath, residuals) => residualBonus(residuals()) },
};

/** The name of a ready-made strategy. */
export type SedPreset = 'per-path' | 'nas-bench-201' | 'entropy' | 'integer' | 'logvar' | 'residualFirst';

/** The terms of a SED score. */
export interface SedParts {
  readonly conv: number;
  readonly pool: number;
  readonly skip: number;
}

/** A SED score with its terms. */
export interface SedValue {
  readonly value: number;
  /** Undefined for `logvar`, whose parts do not separate. */
  readonly parts?: SedParts;
}

/** What is known of a strategy, used millions of times. */
interface Known {
  readonly strategy: SedStrategy;
  /** Gains and losses by kernel. */
  readonly gains: number[];
  readonly losses: number[];
  /** By a list of path counts that topologies share. */
  readonly scores: WeakMap<readonly PathCounts[], Score>;
}
const knownOf = new WeakMap<SedStrategy, Known>();
/** That of the last cell. */
let last: Known | undefined;

function know(strategy: SedStrategy): Known {
  if (last?.strategy === strategy) return last;
  last = knownOf.get(strategy);
  if (last === undefined) knownOf.set(strategy, (last = { strategy, gains: [], losses: [], scores: new WeakMap() }));
  return last;
}

function tabulate({ strategy, gains, losses }: Known, kernels: number): void {
  for (let kernel = gains.length; kernel < kernels; kernel++) {
    gains.push(strategy.convGain(kernel));
    losses.push(strategy.poolLoss(kernel));
  }
}

/** SED of one cell, or undefined when no live path leads from an input to an output. */
export function sedOfCell(cell: CellTopology, strategy: SedStrategy): SedValue | undefined {
  requireFields('cell', 'the topology of a cell: nodes, inputs, outputs and edges', cell, 'edges');
  const sums = noTerms();
  if (!addCell(countPaths(cell), { cell, repeats: 1 }, know(strategy), sums)) return undefined;
  const { value, ...parts } = sums;
  return strategy.aggregate === 'logvar' ? { value } : { value, parts };
}

/** Sums over cells: the score and its terms. */
interface SedTerms extends SedParts {
  value: number;
  conv: number;
  pool: number;
  skip: number;
}
const noTerms = (): SedTerms => ({ value: 0, conv: 0, pool: 0, skip: 0 });

/** The cell that is being scored, for the strategies that count its residuals. */
let current: { readonly cell: CellTopology } | undefined;
/** Whether the strategy has read more of a cell than its counts. */
let readsCell = false;
function residualsOfCurrent(): number {
  readsCell = true;
  return current === undefined ? 0 : countResiduals(current.cell);
}

/** Adds a cell's SED, times its repeats. @returns whether a live path leads from an input to an output. */
function addCell(
  counts: PathCounts,
  own: { readonly cell: CellTopology; readonly repeats: number },
  known: Known,
  sums: SedTerms,
): boolean {
  const { paths, skips, skipPaths, largest, convs, pools } = counts;
  if (paths === 0) return false;
  const { strategy, gains, losses } = known;
  if (gains.length <= largest) tabulate(known, Math.max(largest + 1, 16));
  current = own;
  const { repeats } = own;
  if (strategy.aggregate === 'logvar') {
    const value = logVariance(own.cell, strategy);
    sums.value += repeats * (value + strategy.skipPart(skips, skipPaths / paths, residualsOfCurrent));
    return true;
  }
  // Integer path counts are summed by kernel and multiplied once: equal cells get equal doubles for any order of their edges.
  let conv = 0;
  let pool = 0;
  for (let kernel = 0; kernel <= largest; kernel++) {
    if (convs[kernel] > 0) conv += convs[kernel] * gains[kernel];
    if (pools[kernel] > 0) pool -= pools[kernel] * losses[kernel];
  }
  if (strategy.aggregate === 'mean') {
    conv /= paths;
    pool /= paths;
  }
  const skip = strategy.skipPart(skips, skipPaths / paths, residualsOfCurrent);
  sums.value += repeats * (conv + pool + skip);
  sums.conv += repeats * conv;
  sums.pool += repeats * pool;
  sums.skip += repeats * skip;
  return true;
}

function logVariance({ nodes, inputs, outputs, edges }: CellTopology, strategy: SedStrategy): number {
  const variance = new Float64Array(nodes);
  for (const node of inputs) variance[node] = 1;
  for (const { from, to, op } of sortedByHead(edges)) {
    const gain =
      op.kind === 'conv' ? op.times * strategy.convGain(op.kernel) : op.kind === 'pool' ? -strategy.poolLoss(op.kernel) : 0;
    variance[to] += variance[from] * Math.exp(2 * gain);
  }
  return 0.5 * Math.log(outputs.reduce((sum, node) => sum + variance[node], 0));
}

/** SED of a network: the sum over its kinds of cells, each times its repeats. */
export function scoreSed(topology: Topology, strategy: SedStrategy = sedPresets['per-path']): Score {
  // Counts first: some topologies make their cells when these are read.
  const paths = (topology as Topology | undefined)?.paths;
  if (paths === undefined && (topology as Topology | undefined)?.cells === undefined)
    requireFields('topology', 'the topology of an architecture, as `topology` of a space gives it', topology, 'cells');
  const known = know(strategy);
  if (paths === undefined || strategy.aggregate === 'logvar') return scoreCells(topology.cells, undefined, known);
  if (topology.isReused === true) return scoreCells(topology.cells, paths, known);
  const before = known.scores.get(paths);
  if (before !== undefined) return before;
  readsCell = false;
  const score = scoreCells(topology.cells, paths, known);
  if (!readsCell) known.scores.set(paths, score);
  return score;
}

/** @param paths the counts of each cell, where they are known. */
function scoreCells(cells: Topology['cells'], paths: readonly PathCounts[] | undefined, known: Known): Score {
  const sums = noTerms();
  for (let i = 0; i < cells.length; i++) {
    const own = cells[i];
    if (!addCell(paths === undefined ? countPaths(own.cell) : paths[i], own, known, sums))
      return undefinedScore(`no path from input to output in the ${own.name}`);
  }
  const { value, conv, pool, skip } = sums;
  // The parts of a log-variance do not separate.
  return known.strategy.aggregate === 'logvar' ? scored(value) : scored(value, { conv, pool, skip });
}

const request = Object.freeze({ kind: 'topology' } as const);

export const sed = defineProxy({
  id: 'sed',
  title: 'SED: suppression of local entropy decrease (reconstruction)',
  paper: 'Wu, Huang, Xu & Hao 2024, arXiv 2411.06236',
  note: "a reconstruction: the paper's exact formula was not available; the default is the one that ranks best over spaces, `preset=nas-bench-201` the one that reproduces the figures there",
  definedOn: 'cells and blocks',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: false,
  options: {
    preset: {
      kind: 'choice',
      default: 'per-path',
      choices: Object.keys(sedPresets) as readonly SedPreset[],
      help: 'which reconstruction',
    },
  },
  requests: () => [request],
  score(evidence, options) {
    const topology = evidence.get(request);
    return topology.ok
      ? scoreSed(topology.value, sedPresets[options.preset])
      : undefinedScore(`not applicable: ${topology.reason}`);
  },
});
