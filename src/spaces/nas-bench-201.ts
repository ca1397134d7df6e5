/**
 * NAS-Bench-201 (Dong & Yang, ICLR 2020, arXiv 2001.00326), the topology space (TSS) of NATS-Bench (arXiv 2009.00437).
 *
 * A cell has nodes 0..3; node j is the sum over i < j of op_ij(node i); 5 operators on 6 edges make 15,625 cells.
 * The network: 3x3 stem, then three stages of N cells at C, 2C, 4C channels with a residual block before each later stage,
 * batch norm, ReLU, global average pool and a linear classifier.
 */
import { assembleBlocks, createArchBuilder, squareConv, squareWindow, type ArchBlocks } from '../arch/build.js';
import { countCost, type Cost } from '../arch/cost.js';
import type { Architecture } from '../arch/types.js';
import type { OptionSpecs, OptionValues } from '../core/options.js';
import { defineSpace } from './define-space/define-space.js';
import { topologyOfNasBench201 } from './nas-bench-201-topology.js';
import {
  decodeNasBench201,
  edges,
  encodeNasBench201,
  firstEdges,
  nasBench201Ops,
  numberedCell,
  opNumber,
  type NasBench201Cell,
  type NasBench201Op,
} from './nas-bench-201-cell.js';
import { canonicalNasBench201 } from './nas-bench-201-canonical.js';
import { productPlaces } from './product-moves.js';
import type { DrawnPlace, SearchSpace } from './types.js';
import { imageChannels } from './image-channels.js';
import { decodeWithoutBlanks } from './text/without-blanks.js';

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
 * The network around a cell, its nodes taken from `blocks` where an earlier one with the same options made them. Nodes come in the
 * definition order of the published code; ids as in `c3.e12` (module 3, edge 1->2).
 */
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
  const opSets = cell.map((ops) => ops.reduce((set, op) => set | (1 << opNumber(op)), 0));
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
    // Nodes of one cell that read convolutions at the same places are one node; their other edges do not matter.
    return b.block(terms.join(), () => b.add('add', terms, {}, `c${module}.n${head}`));
  };
  const addCell = (x: string, module: number, stage: number, channels: number): string => {
    b.group({ id: `c${module}`, kind: 'cell', stage });
    const nodes = [x];
    for (let head = 1; head < 4; head++) {
      let sets = 0;
      for (let tail = 0; tail < head; tail++) sets = sets * 32 + opSets[firstEdges[head] + tail];
      const key = nodeKey(module, head, sets);
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

/** The key of a node of a cell with its edges. @param sets the operators of each edge as bits, five for each. */
const nodeKey = (module: number, head: number, sets: number): number => (module * 4 + head) * 2 ** 15 + sets;

/** The operators of the edges into a node, as bits. */
function edgeSets(cell: NasBench201Cell, head: number): number {
  let sets = 0;
  for (let tail = 0; tail < head; tail++) sets = sets * 32 + (1 << opNumber(cell[firstEdges[head] + tail]));
  return sets;
}

/** The keys of the blocks of a network, in order. */
function blockKeys(cell: NasBench201Cell, N: number): (number | string)[] {
  const keys: (number | string)[] = ['stem'];
  const sets = [1, 2, 3].map((head) => edgeSets(cell, head));
  let module = 1;
  for (let stage = 0; stage < 3; stage++) {
    if (stage > 0) keys.push(`c${module++}`);
    for (let n = 0; n < N; n++, module++) for (let head = 1; head < 4; head++) keys.push(nodeKey(module, head, sets[head - 1]));
  }
  keys.push('head');
  return keys;
}

/** Builds networks one after the other, of shared blocks once all that one needs are known. */
function createBuild(values: NasBench201Network): (cell: NasBench201Cell) => Architecture {
  const blocks: ArchBlocks = new Map();
  let first: Architecture | undefined;
  return (cell) => {
    const known =
      first === undefined
        ? undefined
        : assembleBlocks(blocks, blockKeys(cell, values.N), first, `nas-bench-201 ${encodeNasBench201(cell)}`);
    return known ?? (first = buildNasBench201(cell, values, blocks));
  };
}

/** Params and MACs are a sum over edges: the network without operators plus what each operator adds, N times what it adds where a stage has one cell. */
function additiveCost(
  build: (cell: NasBench201Cell) => Architecture,
  values: NasBench201Network,
): (cell: NasBench201Cell) => Cost {
  const nothing = new Array<NasBench201Op>(6).fill('none');
  const blocks: ArchBlocks = new Map();
  const short = (cell: NasBench201Cell): Cost => {
    try {
      return countCost(buildNasBench201(cell, { ...values, N: 1 }, blocks));
    } catch (error) {
      // The error that names a node of the network itself.
      countCost(build(cell));
      throw error;
    }
  };
  // Cells without operators cost nothing, however many there are.
  const base = short(nothing);
  const added = nasBench201Ops.map((op) => {
    if (op === 'none') return { params: 0, macs: 0 };
    const { params, macs } = short([op, ...nothing.slice(1)]);
    return { params: values.N * (params - base.params), macs: values.N * (macs - base.macs) };
  });
  return (cell) => {
    let { params, macs } = base;
    for (const op of cell) {
      const cost = added[opNumber(op)];
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
    const build = createBuild(values);
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
      topology: topologyOfNasBench201,
      cost: (cell) => (cost ??= additiveCost(build, values))(cell),
      properties: { constantWeights: [1e-7, 1], wiring: 'fixed' },
    };
  },
});
