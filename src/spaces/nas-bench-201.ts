/**
 * NAS-Bench-201 (Dong & Yang, ICLR 2020, arXiv 2001.00326), the topology space (TSS) of NATS-Bench (arXiv 2009.00437).
 *
 * A cell has nodes 0..3; node j is the sum over i < j of op_ij(node i); 5 operators on 6 edges make 15,625 cells.
 * The network: 3x3 stem, then three stages of N cells at C, 2C, 4C channels with a residual block before each later stage,
 * batch norm, ReLU, global average pool and a linear classifier.
 *
 * The one surprising fact: two orders of the six edges circulate. The published string lists them by head,
 * (0,1) (0,2)(1,2) (0,3)(1,3)(2,3); NASLib's tuple by tail, with other operator numbers. We convert by name.
 */
import { createArchBuilder, squareConv, squareWindow, type ArchBlocks } from '../arch/build.js';
import { countCost, type Cost } from '../arch/cost.js';
import type { CellTopology, TopologyEdge, TopologyOp } from '../arch/topology.js';
import type { Architecture } from '../arch/types.js';
import { dataError, quote } from '../core/errors.js';
import { suggest } from '../core/suggest.js';
import type { OptionSpecs, OptionValues } from '../core/options.js';
import { defineSpace } from './define-space/define-space.js';
import { productPlaces } from './product-moves.js';
import type { DrawnPlace, SearchSpace } from './types.js';
import { imageChannels } from './image-channels.js';
import { pythonShuffle } from './text/python-random.js';
import { decodeWithoutBlanks } from './text/without-blanks.js';

export const nasBench201Ops = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const;
export type NasBench201Op = (typeof nasBench201Ops)[number];

const opNumbers = Object.fromEntries(nasBench201Ops.map((op, number) => [op, number])) as {
  readonly [op in NasBench201Op]: number;
};

/** The operators of the six edges in the order of the published string. */
export type NasBench201Cell = readonly NasBench201Op[];

/** (tail, head) of the six edges, in the order of the published string. */
const edges = [
  [0, 1],
  [0, 2],
  [1, 2],
  [0, 3],
  [1, 3],
  [2, 3],
] as const;

/** The place of the first edge into each node. */
const firstEdges = [0, 0, 1, 3];

const naslibOps: readonly NasBench201Op[] = ['skip_connect', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'];
/** Place in NASLib's tuple, (0,1)(0,2)(0,3)(1,2)(1,3)(2,3), of each edge of the published string. */
const naslibPlaces = [0, 1, 3, 2, 4, 5];

/** What NASLib and NAS-Bench-Suite-Zero call the cell: six operator numbers, edges listed by tail. */
export function toNaslibTuple(cell: NasBench201Cell): number[] {
  const tuple = new Array<number>(6);
  for (let e = 0; e < 6; e++) tuple[naslibPlaces[e]] = naslibOps.indexOf(cell[e]);
  return tuple;
}

/** @throws a data error when the tuple does not hold six numbers from 0 to 4. */
export function fromNaslibTuple(tuple: readonly number[]): NasBench201Cell {
  if (tuple.length !== 6 || tuple.some((n) => naslibOps[n] === undefined)) {
    throw dataError('NASLib tuple', { expected: 'six operator numbers from 0 to 4', got: `(${tuple.join(', ')})` });
  }
  return naslibPlaces.map((place) => naslibOps[tuple[place]]);
}

/** The cells in the order of their ops, the last edge running fastest. */
function numberedCell(index: number): NasBench201Cell {
  const cell = new Array<NasBench201Op>(6);
  for (let e = 5, rest = index; e >= 0; e--, rest = Math.floor(rest / 5)) cell[e] = nasBench201Ops[rest % 5];
  return cell;
}

/** The place of a cell in that order. */
function cellNumber(cell: NasBench201Cell): number {
  const first = (opNumbers[cell[0]] * 5 + opNumbers[cell[1]]) * 5 + opNumbers[cell[2]];
  return ((first * 5 + opNumbers[cell[3]]) * 5 + opNumbers[cell[4]]) * 5 + opNumbers[cell[5]];
}

/** `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|` */
export function encodeNasBench201(cell: NasBench201Cell): string {
  return `|${cell[0]}~0|+|${cell[1]}~0|${cell[2]}~1|+|${cell[3]}~0|${cell[4]}~1|${cell[5]}~2|`;
}

/** The part of a published string for a head node: 5, 25 or 125 texts, by the numbers of their operators. Joined: texts made of pieces compare slowly. */
function segmentsOf(head: number): readonly string[] {
  let lists: string[][] = [[head === 1 ? '|' : '+|']];
  for (let tail = 0; tail < head; tail++) lists = lists.flatMap((list) => nasBench201Ops.map((op) => [...list, op, `~${tail}|`]));
  return lists.map((list) => list.join(''));
}
const firstSegments = segmentsOf(1);
const secondSegments = segmentsOf(2);
const thirdSegments = segmentsOf(3);

/** The number of the operator that a text has at a place, going by the letters that tell the five apart. */
function opNumberAt(text: string, place: number): number {
  const letter = text.charCodeAt(place);
  if (letter === 115) return 1; // s
  if (letter === 97) return 4; // a
  if (text.charCodeAt(place + 2) === 110) return 0; // non
  return text.charCodeAt(place + 9) === 49 ? 2 : 3; // nor_conv_1
}

/** Letters from an operator's place to the next one of its node. */
const steps = nasBench201Ops.map((op) => op.length + 3);

/**
 * Reads the published string, NASLib's tuple written `naslib:(4,0,3,1,4,3)`, or an index of the benchmark such as `13714`.
 * @throws a data error that names the first wrong place.
 */
export function decodeNasBench201(text: string): NasBench201Cell {
  // Guessed from a few letters, then compared in full: four times as fast as to look up its parts.
  const a = opNumberAt(text, 1);
  const second = steps[a] + 1;
  const b = opNumberAt(text, second + 2);
  const c = opNumberAt(text, second + 2 + steps[b]);
  const third = second + 2 + steps[b] + steps[c];
  const d = opNumberAt(text, third + 2);
  const e = opNumberAt(text, third + 2 + steps[d]);
  const f = opNumberAt(text, third + 2 + steps[d] + steps[e]);
  if (text !== firstSegments[a] + secondSegments[b * 5 + c] + thirdSegments[(d * 5 + e) * 5 + f]) return decodeOtherwise(text);
  return [nasBench201Ops[a], nasBench201Ops[b], nasBench201Ops[c], nasBench201Ops[d], nasBench201Ops[e], nasBench201Ops[f]];
}

/** NATS-Bench and NAS-Bench-201 number the cells in this order: all of them, shuffled by Python with the seed that their code fixes. */
let official: Uint32Array | undefined;

/** The cell of an index of the benchmark's API, 0 to 15,624. */
function officialCell(index: number): NasBench201Cell {
  if (index >= 15_625) throw dataError('nas-bench-201 architecture', { expected: 'an index from 0 to 15624', got: `${index}` });
  return numberedCell((official ??= pythonShuffle(15_625, 88))[index]);
}

/** Tokens between the bars of a published string: which edge each place holds, or the text it must be. */
const tokenPlaces: readonly (number | string)[] = ['', 0, '+', 1, 2, '+', 3, 4, 5, ''];

/** Reads NASLib's tuple or an index, or throws the error for the string. */
function decodeOtherwise(text: string): NasBench201Cell {
  if (/^\d{1,6}$/.test(text)) return officialCell(Number(text));
  if (text.startsWith('naslib:'))
    return fromNaslibTuple(
      text
        .slice(7)
        .replace(/[()[\]\s]/g, '')
        .split(',')
        .map(Number),
    );
  const tokens = text.split('|');
  if (tokens.length !== tokenPlaces.length) throw malformed(text);
  for (const [i, place] of tokenPlaces.entries()) {
    const [op, tail] = tokens[i].split('~');
    if (typeof place === 'string' ? tokens[i] !== place : false) throw malformed(text);
    if (typeof place === 'number' && (tail !== String(edges[place][0]) || !(nasBench201Ops as readonly string[]).includes(op)))
      throw unknownToken(text, tokens[i], place);
  }
  throw malformed(text);
}

function malformed(text: string): Error {
  const hint = /^[([]/.test(text) ? 'a NASLib tuple is written naslib:(4,0,3,1,4,3)' : undefined;
  return dataError('nas-bench-201 architecture', {
    expected: '|op~0|+|op~0|op~1|+|op~0|op~1|op~2|',
    got: quote(text, 120),
    hint,
  });
}

function unknownToken(text: string, token: string, edge: number): Error {
  const [tail, head] = edges[edge];
  const [op, source] = token.split('~');
  const where = `nas-bench-201 architecture ${quote(text, 120)}`;
  if ((nasBench201Ops as readonly string[]).includes(op)) {
    return dataError(where, {
      expected: `"${op}~${tail}" on edge ${tail}->${head}`,
      got: quote(token),
      hint: source === undefined ? 'the number after ~ is the tail node' : undefined,
    });
  }
  const near = suggest(op, nasBench201Ops);
  return dataError(where, {
    expected: `an op on edge ${tail}->${head}`,
    got: quote(op),
    hint: near === undefined ? `ops: ${nasBench201Ops.join(', ')}` : `did you mean "${near}"?`,
  });
}

/**
 * The benchmark's own unique string (`to_unique_str(consider_zero=True)`): 6,466 distinct ones.
 * Skips pass their source through, `none` and what follows a dead node is `#`, terms are sorted.
 */
export function canonicalNasBench201(cell: NasBench201Cell): string {
  const number = cellNumber(cell);
  return (canonicals[number] ??= writeCanonical(cell));
}

/** By number of the cell: the same text each time, so that whoever looks it up has its hash. */
const canonicals: (string | undefined)[] = new Array<string | undefined>(15_625).fill(undefined);

function writeCanonical(cell: NasBench201Cell): string {
  const a = termsOfInput[opNumbers[cell[3]]];
  const b = termsOfNode1[opNumbers[cell[0]]][opNumbers[cell[4]]];
  const c = termsOfNode2[(opNumbers[cell[0]] * 5 + opNumbers[cell[1]]) * 5 + opNumbers[cell[2]]][opNumbers[cell[5]]];
  const [low, high] = a <= b ? [a, b] : [b, a];
  if (c <= low) return `${c}+${low}+${high}`;
  return c <= high ? `${low}+${c}+${high}` : `${low}+${high}+${c}`;
}

function term(source: string, op: NasBench201Op): string {
  if (op === 'none' || source === '#') return '#';
  return op === 'skip_connect' ? source : `(${source})@${op}`;
}

/** The terms of nodes 0, 1 and 2 on an edge with each operator: few enough to be written once. */
const termsOf = (source: string): readonly string[] => nasBench201Ops.map((op) => term(source, op));
const termsOfInput = termsOf('0');
const termsOfNode1 = termsOfInput.map(termsOf);
const termsOfNode2 = termsOfInput.flatMap((node1) =>
  termsOfInput.flatMap((direct) => termsOf(node1).map((through) => termsOf([direct, through].sort().join('+')))),
);

const topologyOps: { readonly [op in NasBench201Op]: TopologyOp | undefined } = {
  none: undefined,
  skip_connect: { kind: 'skip' },
  nor_conv_1x1: { kind: 'conv', kernel: 1, times: 1 },
  nor_conv_3x3: { kind: 'conv', kernel: 3, times: 1 },
  avg_pool_3x3: { kind: 'pool', kernel: 3, pool: 'avg' },
};

/** Every possible edge, made once: topologies share them. */
export const nasBench201TopologyEdges: readonly ReadonlyMap<NasBench201Op, TopologyEdge>[] = edges.map(
  ([from, to]) =>
    new Map(
      nasBench201Ops.flatMap((op) => {
        const topologyOp = topologyOps[op];
        return topologyOp === undefined ? [] : [[op, { from, to, op: topologyOp, label: op }] as const];
      }),
    ),
);
const inputNodes = [0];
const outputNodes = [3];

/** The edges by place and number of the operator. */
const numberedEdges = nasBench201TopologyEdges.map((ofOps) => nasBench201Ops.map((op) => ofOps.get(op)));

/** The cell graph without its `none` edges. */
export function nasBench201Topology(cell: NasBench201Cell): CellTopology {
  const present: TopologyEdge[] = [];
  for (let e = 0; e < 6; e++) {
    const edge = numberedEdges[e][opNumbers[cell[e]]];
    if (edge !== undefined) present.push(edge);
  }
  return { nodes: 4, inputs: inputNodes, outputs: outputNodes, edges: present };
}

/** How drawings and editors call an edge. */
function placeOfEdge(edge: number): { name: string; drawn: DrawnPlace } {
  const [from, to] = edges[edge];
  return { name: `edge ${from} → ${to}`, drawn: { cell: 'cell', from, to } };
}

export const nasBench201Options = {
  C: { kind: 'integer', default: 16, min: 1, max: 1024, help: 'channels of the first stage' },
  N: { kind: 'integer', default: 5, min: 1, max: 100, help: 'cells in a stage' },
  classes: { kind: 'integer', default: 10, min: 1, max: 100_000, help: 'outputs of the classifier' },
  channels: imageChannels,
  size: { kind: 'integer', default: 32, min: 4, max: 1024, help: 'height and width of the input' },
} as const satisfies OptionSpecs;

/** Images have three channels by default. */
type NasBench201Network = Omit<OptionValues<typeof nasBench201Options>, 'channels'> & { readonly channels?: number };

/**
 * The network around a cell, its nodes taken from `blocks` where an earlier one with the same options made them. Nodes come in the definition order of the published code; ids as in `c3.e12` (module 3, edge 1->2). */
export function buildNasBench201(cell: NasBench201Cell, network: NasBench201Network, blocks?: ArchBlocks): Architecture {
  return buildNasBench201Edges(
    cell.map((op) => [op]),
    network,
    `nas-bench-201 ${encodeNasBench201(cell)}`,
    blocks,
  );
}

/** The same with the sum of any number of operators, at least one, on every edge; several have ids as in `c3.e12.skip_connect`. */
export function buildNasBench201Edges(
  cell: readonly (readonly NasBench201Op[])[],
  { C, N, classes, size, channels: imageDepth = 3 }: NasBench201Network,
  name: string,
  blocks?: ArchBlocks,
): Architecture {
  const b = createArchBuilder(blocks);
  /** The operators of each edge as bits. */
  const opSets = cell.map((ops) => ops.reduce((set, op) => set | (1 << opNumbers[op]), 0));
  const bn = (x: string, id: string): string => b.add('batchNorm', [x], { eps: 1e-5, affine: true }, id);
  const reluConvBn = (x: string, id: string, channels: number, kernel: number, stride = 1): string =>
    bn(
      b.add(
        'conv',
        [b.add('relu', [x], {}, `${id}.relu`)],
        squareConv(channels, kernel, { stride, padding: (kernel - 1) / 2 }),
        id,
      ),
      `${id}.bn`,
    );

  const edge = (op: NasBench201Op, x: string, id: string, channels: number): string => {
    switch (op) {
      case 'none':
        return b.add('zeros', [x], {}, id);
      case 'skip_connect':
        return b.add('identity', [x], {}, id);
      case 'nor_conv_1x1':
        return reluConvBn(x, id, channels, 1);
      case 'nor_conv_3x3':
        return reluConvBn(x, id, channels, 3);
      case 'avg_pool_3x3':
        return b.add('avgPool', [x], { ...squareWindow(3, 1, 1), ceil: false, countPadding: false }, id);
      default:
        return op satisfies never;
    }
  };
  const addNode = (head: number, nodes: readonly string[], module: number, channels: number): string => {
    const terms: string[] = [];
    for (let tail = 0; tail < head; tail++) {
      const ops = cell[firstEdges[head] + tail];
      const id = `c${module}.e${tail}${head}`;
      for (const op of ops) {
        const own = ops.length === 1 ? id : `${id}.${op}`;
        terms.push(b.block(`${own} ${op}`, () => edge(op, nodes[tail], own, channels)));
      }
    }
    return b.add('add', terms, {}, `c${module}.n${head}`);
  };
  const addCell = (x: string, module: number, stage: number, channels: number): string => {
    b.group({ id: `c${module}`, kind: 'cell', stage });
    const nodes = [x];
    for (let head = 1; head < 4; head++) {
      let sets = 0;
      for (let tail = 0; tail < head; tail++) sets = sets * 32 + opSets[firstEdges[head] + tail];
      const key = (module * 4 + head) * 2 ** 15 + sets;
      nodes.push(b.known(key) ?? b.block(key, () => addNode(head, nodes, module, channels)));
    }
    return nodes[3];
  };
  const addReduction = (x: string, module: number, stage: number, channels: number): string => {
    b.group({ id: `c${module}`, kind: 'reduction', stage });
    return b.block(`c${module}`, () => {
      const main = reluConvBn(reluConvBn(x, `c${module}.a`, channels, 3, 2), `c${module}.b`, channels, 3);
      const pooled = b.add('avgPool', [x], { ...squareWindow(2, 2, 0), ceil: false, countPadding: false }, `c${module}.pool`);
      return b.add('add', [b.add('conv', [pooled], squareConv(channels, 1), `c${module}.s`), main], {}, `c${module}.out`);
    });
  };

  const image = b.input('image', [1, imageDepth, size, size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = b.block('stem', () => bn(b.add('conv', [image], squareConv(C, 3), 'stem'), 'stem.bn'));
  let module = 1;
  for (let stage = 0; stage < 3; stage++) {
    const channels = C * 2 ** stage;
    if (stage > 0) x = addReduction(x, module++, stage, channels);
    for (let n = 0; n < N; n++) x = addCell(x, module++, stage, channels);
  }
  b.group({ id: 'head', kind: 'head', stage: 2 });
  const features = x;
  const logits = b.block('head', () => {
    const last = b.add('relu', [bn(features, 'last.bn')], {}, 'last.relu');
    const flat = b.add('flatten', [b.add('globalAvgPool', [last], {}, 'pool')], { axis: 1 }, 'features');
    return b.add('linear', [flat], { outFeatures: classes, bias: true }, 'fc');
  });
  return b.finish([logits], name);
}

/** Params and MACs are a sum over edges: the base network plus what each operator adds, read off five built networks. */
function additiveCost(build: (cell: NasBench201Cell) => Architecture): (cell: NasBench201Cell) => Cost {
  const nothing = new Array<NasBench201Op>(6).fill('none');
  const base = countCost(build(nothing));
  const added = new Map(
    nasBench201Ops.map((op) => {
      const { params, macs } = countCost(build([op, ...nothing.slice(1)]));
      return [op, { params: params - base.params, macs: macs - base.macs }];
    }),
  );
  return (cell) => {
    let { params, macs } = base;
    for (const op of cell) {
      const cost = added.get(op) as Cost;
      params += cost.params;
      macs += cost.macs;
    }
    return { params, macs };
  };
}

export const nasBench201 = defineSpace({
  id: 'nas-bench-201',
  title: 'NAS-Bench-201 (NATS-Bench topology): 15,625 cells of 6 edges and 5 ops',
  paper: 'Dong & Yang, ICLR 2020, arXiv 2001.00326',
  example: '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|',
  options: nasBench201Options,
  create(values): SearchSpace<NasBench201Cell> {
    const blocks: ArchBlocks = new Map();
    const build = (cell: NasBench201Cell): Architecture => buildNasBench201(cell, values, blocks);
    let cost: ((cell: NasBench201Cell) => Cost) | undefined;
    const withOp = (cell: NasBench201Cell, edge: number, op: NasBench201Op): NasBench201Cell =>
      cell.map((own, e) => (e === edge ? op : own));
    return {
      id: 'nas-bench-201',
      size: 15_625,
      sample: (rng) => edges.map(() => rng.pick(nasBench201Ops)),
      mutate(cell, rng) {
        const edge = rng.int(6);
        return withOp(cell, edge, rng.pick(nasBench201Ops.filter((op) => op !== cell[edge])));
      },
      neighbors: (cell) =>
        cell.flatMap((own, edge) => nasBench201Ops.filter((op) => op !== own).map((op) => withOp(cell, edge, op))),
      places: (cell) =>
        productPlaces(
          edges.map(() => nasBench201Ops),
          cell,
          { head: placeOfEdge },
        ),
      crossover: (a, b, rng) => a.map((op, e) => (rng.int(2) === 0 ? op : b[e])),
      *enumerate() {
        for (let index = 0; index < 15_625; index++) yield numberedCell(index);
      },
      numbered: { count: 15_625, at: numberedCell },
      encode: encodeNasBench201,
      decode: decodeWithoutBlanks(decodeNasBench201),
      canonical: canonicalNasBench201,
      build,
      topology: (cell) => ({ cells: [{ name: 'cell', repeats: 1, cell: nasBench201Topology(cell) }] }),
      cost: (cell) => (cost ??= additiveCost(build))(cell),
      defaults: {
        constantWeights: [1e-7, 1],
        wiring: 'fixed',
        // The published combination stays the default; `effort` gives the rule of all other spaces here too.
        proxies: ['sed', 'epsilon'],
        combine: 'rank-sum:sed=1:epsilon=0.2',
        combineNote:
          'the weight 0.2 and the constants of SED were chosen on NAS-Bench-201 test accuracies: judge them on other spaces',
      },
    };
  },
});
