/**
 * The networks around NASNet-like cells, as DARTS builds them (Liu et al., ICLR 2019, and its published code).
 *
 * CIFAR: 3x3 stem to 3C. ImageNet: two stems that divide the sides by 8. Then L cells, those at L/3 and 2L/3 reductions with twice the channels;
 * every cell first brings its two inputs to its own width by 1x1 convolutions (or, after a reduction, a factorised one); global
 * average pool; a linear classifier. Drop path, which exists in training only, is left out, and so is the auxiliary head unless `aux` is set.
 */
import { must } from '../../core/must.js';
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import type { Cost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import { classifier } from '../blocks/classifier.js';
import { convBn, reluConvBn, convBnRelu } from '../blocks/conv-norm.js';
import { addCosts, countBlock, rememberCosts } from '../blocks/count-block.js';
import { factorizedReduce } from '../blocks/factorized-reduce.js';
import { concatOf, noOp, type CellKind, type NasnetGenotype, type NasnetRules } from './genotype.js';
import { addAuxiliary } from './auxiliary.js';
import { nasnetOps, type NasnetOp } from './ops.js';
import { termOf, type Term } from './term.js';

export interface NasnetNetwork {
  /** Initial channels. */
  readonly C: number;
  /** Number of cells. */
  readonly L: number;
  readonly classes: number;
  /** Of the input. */
  readonly channels: number;
  readonly size: number;
  readonly stem: 'cifar' | 'imagenet';
  /** The auxiliary classifier is built too, as a second output. */
  readonly aux?: boolean;
  /** See `factorizedReduce`. */
  readonly padded: boolean;
}

/** One cell's place in the network. */
interface CellPlace {
  readonly kind: CellKind;
  readonly stage: number;
  readonly channels: number;
  /** The two inputs: channels, and whether input 0 has twice the side of input 1. */
  readonly from: readonly [number, number];
  readonly afterReduction: boolean;
  /** Side of input 1. */
  readonly side: number;
}

const halved = (side: number): number => Math.ceil(side / 2);

/** The cells of a network from first to last, and the channels of the last one's output. */
function placeCells(
  genotype: NasnetGenotype,
  output: NasnetRules['output'],
  { C, L, size, stem }: NasnetNetwork,
): { cells: CellPlace[]; channels: number } {
  const outputs = { normal: concatOf(genotype, 'normal', output).length, reduce: concatOf(genotype, 'reduce', output).length };
  const reductions = [Math.floor(L / 3), Math.floor((2 * L) / 3)];
  let from: readonly [number, number] = stem === 'cifar' ? [3 * C, 3 * C] : [C, C];
  let side = stem === 'cifar' ? size : halved(halved(halved(size)));
  let afterReduction = stem === 'imagenet';
  let channels = C;
  let stage = 0;
  const cells = Array.from({ length: L }, (_, i): CellPlace => {
    const isReduction = reductions.includes(i);
    if (isReduction) {
      channels *= 2;
      stage++;
    }
    const kind = isReduction ? 'reduce' : 'normal';
    const place = { kind, stage, channels, from, afterReduction, side } as const;
    from = [from[1], outputs[kind] * channels];
    afterReduction = isReduction;
    if (isReduction) side = halved(side);
    return place;
  });
  return { cells, channels: from[1] };
}

/** The cell that the auxiliary classifier reads: the second reduction, if there are two. */
const auxiliaryCell = (L: number): number => Math.floor((2 * L) / 3);

/** How often each kind of cell occurs among L. */
export function countCells(L: number): { readonly normal: number; readonly reduce: number } {
  const first = Math.floor(L / 3);
  const second = Math.floor((2 * L) / 3);
  const reduce = (first < L ? 1 : 0) + (second < L && second !== first ? 1 : 0);
  return { normal: L - reduce, reduce };
}

function addStem(b: ArchBuilder, image: string, { C, stem }: NasnetNetwork): readonly [string, string] {
  if (stem === 'cifar') {
    const x = convBn(b, image, 'stem', { channels: 3 * C, kernel: 3 });
    return [x, x];
  }
  const half = convBnRelu(b, image, 'stem0.a', { channels: Math.floor(C / 2), kernel: 3, stride: 2 });
  const s0 = convBn(b, half, 'stem0.b', { channels: C, kernel: 3, stride: 2 });
  return [s0, reluConvBn(b, s0, 'stem1', { channels: C, kernel: 3, stride: 2 })];
}

function addFirstInput(
  b: ArchBuilder,
  x: string,
  id: string,
  channels: number,
  afterReduction: boolean,
  padded: boolean,
): string {
  return afterReduction ? factorizedReduce(b, x, id, { channels, padded }) : reluConvBn(b, x, id, { channels, kernel: 1 });
}

const opOf = (name: string): NasnetOp => must(nasnetOps[name], `the operator ${name}`);

/** Ids as in `c4.n2.1` (cell 4, node 2, second term) and `c4.in0` (its first input, brought to width). */
export function buildNasnet(
  genotype: NasnetGenotype,
  output: NasnetRules['output'],
  network: NasnetNetwork,
  name: string,
): Architecture {
  const b = createArchBuilder();
  const image = b.input('image', [1, network.channels, network.size, network.size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let previous = addStem(b, image, network);
  const { cells } = placeCells(genotype, output, network);
  const auxiliary: string[] = [];
  cells.forEach(({ kind, stage, channels, afterReduction, side }, i) => {
    const id = `c${i}`;
    b.group({ id, kind: kind === 'reduce' ? 'reduction' : 'cell', stage });
    const terms = genotype[kind];
    const states = [
      addFirstInput(b, previous[0], `${id}.in0`, channels, afterReduction, network.padded),
      reluConvBn(b, previous[1], `${id}.in1`, { channels, kernel: 1 }),
    ];
    const stateAt = (node: number): string => must(states[node], 'a node of the cell');
    for (let node = 2; node < 2 + terms.length / 2; node++) {
      const values = terms.slice(2 * node - 4, 2 * node - 2).map(([op, input], which) => {
        const stride = kind === 'reduce' && input < 2 ? 2 : 1;
        return opOf(op).add(b, stateAt(input), `${id}.n${node}.${which}`, { channels, stride, padded: network.padded });
      });
      states.push(b.add('add', values, {}, `${id}.n${node}`));
    }
    const outputs = concatOf(genotype, kind, output).map(stateAt);
    previous = [previous[1], b.add('concat', outputs, { axis: 1 }, `${id}.out`)];
    if (network.aux === true && i === auxiliaryCell(network.L)) {
      b.group({ id: 'aux', kind: 'head', stage });
      auxiliary.push(addAuxiliary(b, previous[1], kind === 'reduce' ? halved(side) : side, network));
    }
  });
  b.group({ id: 'head', kind: 'head', stage: cells.at(-1)?.stage ?? 0 });
  return b.finish([classifier(b, previous[1], network.classes), ...auxiliary], name);
}

const opCost = rememberCosts((op: string, channels: number, stride: number, side: number, padded: boolean) =>
  countBlock(channels, side, (b, x) => opOf(op).add(b, x, 'op', { channels, stride, padded })),
);
const inputCost = rememberCosts((from: number, channels: number, afterReduction: boolean, side: number, padded: boolean) =>
  countBlock(from, side, (b, x) => addFirstInput(b, x, 'in', channels, afterReduction, padded)),
);

/** Params and MACs as a sum over operators, each kind counted once. */
export function costNasnet(genotype: NasnetGenotype, output: NasnetRules['output'], network: NasnetNetwork): Cost {
  const { cells, channels: last } = placeCells(genotype, output, network);
  const { C, size, stem, classes, padded } = network;
  const costs = [
    countBlock(network.channels, size, (b, x) => addStem(b, x, { ...network, C, stem })[1]),
    { params: last * classes + classes, macs: last * classes + classes },
  ];
  let sideBefore = stem === 'imagenet' ? halved(halved(size)) : size;
  for (const { kind, channels, from, afterReduction, side } of cells) {
    costs.push(
      inputCost(from[0], channels, afterReduction, afterReduction ? sideBefore : side, padded),
      inputCost(from[1], channels, false, side, padded),
    );
    for (const [op, input] of genotype[kind]) {
      const isOuter = kind === 'reduce' && input >= 2;
      costs.push(opCost(op, channels, kind === 'reduce' && input < 2 ? 2 : 1, isOuter ? halved(side) : side, padded));
    }
    sideBefore = side;
  }
  if (network.aux === true) {
    const { kind, channels, side } = must(cells[auxiliaryCell(network.L)], 'the cell of the auxiliary classifier');
    const own = concatOf(genotype, kind, output).length * channels;
    const end = kind === 'reduce' ? halved(side) : side;
    costs.push(countBlock(own, end, (b, x) => addAuxiliary(b, x, end, network)));
  }
  return addCosts(costs);
}

/** What each term adds to the cost of genotypes that differ only in their operators and inputs and concatenate the same number of nodes. */
export interface TermCosts {
  /** Of a genotype whose terms add nothing. @param terms of one cell. */
  fixed(terms: number): Cost;
  ofTerm(kind: CellKind, term: Term, terms: number): Cost;
  of(genotype: NasnetGenotype): Cost;
}

/** Every term adds its cost independently of the others, so each is counted once and then looked up. */
export function createTermCosts(network: NasnetNetwork): TermCosts {
  /** Params and MACs of the terms that read an input, then of those that read another node, by the number of the operator; NaN until they are counted. */
  const made = { normal: createTable(), reduce: createTable() };
  let bareCost: Cost | undefined;
  const bare = (terms: number): NasnetGenotype => ({ normal: empty(terms), reduce: empty(terms) });
  const empty = (terms: number): Term[] => Array.from({ length: terms }, () => termOf(noOp, 0));
  const fixed = (terms: number): Cost => (bareCost ??= costNasnet(bare(terms), 'all', network));
  /** What a term adds, wherever it stands: the last one can read any node. */
  const fill = (kind: CellKind, [op, input, number]: Term, terms: number): void => {
    const genotype = bare(terms);
    const { params, macs } = costNasnet(
      { ...genotype, [kind]: genotype[kind].with(terms - 1, termOf(op, input)) },
      'all',
      network,
    );
    const without = fixed(terms);
    made[kind].set([params - without.params, macs - without.macs], placeOf(number, input));
  };
  return {
    fixed,
    ofTerm(kind, term, terms) {
      const place = placeOf(term[2], term[1]);
      if (Number.isNaN(made[kind][place])) fill(kind, term, terms);
      return { params: made[kind][place] ?? NaN, macs: made[kind][place + 1] ?? NaN };
    },
    of(genotype) {
      const terms = genotype.normal.length;
      let { params, macs } = fixed(terms);
      for (let cell = 0; cell < 2; cell++) {
        const own = cell === 0 ? genotype.normal : genotype.reduce;
        const table = cell === 0 ? made.normal : made.reduce;
        for (let i = 0; i < terms; i++) {
          const term = must(own[i], 'a term of the cell');
          const place = placeOf(term[2], term[1]);
          if (Number.isNaN(table[place])) fill(cell === 0 ? 'normal' : 'reduce', term, terms);
          params += table[place] ?? NaN;
          macs += table[place + 1] ?? NaN;
        }
      }
      return { params, macs };
    },
  };
}

const createTable = (): Float64Array => new Float64Array(4 * Object.keys(nasnetOps).length).fill(NaN);

/** Where the costs of an operator lie in a table: all inputs cost the same, and all other nodes. */
function placeOf(number: number, input: number): number {
  return 4 * number + (input < 2 ? 0 : 2);
}
