/** TransNAS-Bench-101's micro space: cells as in NAS-Bench-201 with four operators, in the skeleton 41414; only edges from node 0 change the shape. */
import { must } from '../../core/must.js';
import type { ArchBuilder } from '../../arch/build.js';
import { countCost, type Cost } from '../../arch/cost.js';
import type { CellTopology, TopologyEdge, TopologyOp } from '../../arch/topology.js';
import type { Architecture } from '../../arch/types.js';
import { dataError, quote } from '../../core/errors.js';
import { reluConvBn } from '../blocks/conv-norm.js';
import { factorizedReduce } from '../blocks/factorized-reduce.js';
import { productMoves, productPlaces } from '../product-moves.js';
import { flatNumbers, readPythonLiteral } from '../text/python-literal.js';
import { defineSpace } from '../define-space/define-space.js';
import type { Place, SearchSpace } from '../types.js';
import { canonicalMicroCell } from './micro-canonical.js';
import {
  addTransnasStem,
  buildTransnas,
  checkTransnas,
  transnasModule,
  transnasOptions,
  type TransnasBlock,
  type TransnasNetwork,
} from './network.js';
import { edges } from '../nas-bench-201-cell.js';
import { decodeWithoutBlanks } from '../text/without-blanks.js';

/** Operators of edges (0,1) (0,2) (1,2) (0,3) (1,3) (2,3): 0 zero, 1 skip, 2 conv1x1, 3 conv3x3. */
export type TransnasMicro = readonly number[];

const ID = 'transnas-micro';
const opNames = ['zero', 'skip_connect', 'conv_1x1', 'conv_3x3'];
const nameOfOp = (op: number): string => must(opNames[op], 'a name of each operator');
const topologyOps: readonly (TopologyOp | undefined)[] = [
  undefined,
  { kind: 'skip' },
  { kind: 'conv', kernel: 1, times: 1 },
  { kind: 'conv', kernel: 3, times: 1 },
];
const choices = edges.map(() => [0, 1, 2, 3]);
const placeOfEdge = (edge: number): Pick<Place, 'name' | 'drawn'> => {
  const [from, to] = must(edges[edge], 'an edge of the cell');
  return { name: `edge ${from} → ${to}`, drawn: { cell: 'cell', from, to } };
};
const skeleton = [4, 1, 4, 1, 4];

/** `64-41414-a_bc_def` */
function encode([a, b, c, d, e, f]: TransnasMicro): string {
  return `64-41414-${a}_${b}${c}_${d}${e}${f}`;
}

/** The published code; also NASLib's tuple of the same six digits, `naslib:(1, 3, 0, 2, 2, 1)`. */
function decode(text: string): TransnasMicro {
  if (text.startsWith('naslib:')) {
    const numbers = flatNumbers(readPythonLiteral(text.slice(7), `${ID} architecture`));
    if (numbers?.length !== 6 || !numbers.every((digit) => Number.isInteger(digit) && digit >= 0 && digit < 4))
      throw dataError(`${ID} architecture`, { expected: 'naslib: and six digits from 0 to 3', got: quote(text) });
    return numbers;
  }
  const match = /^64-41414-([0-3])_([0-3]{2})_([0-3]{3})$/.exec(text);
  if (match === null)
    throw dataError(`${ID} architecture`, {
      expected: 'a code such as 64-41414-1_30_221, digits from 0 to 3',
      got: quote(text),
      hint: text.endsWith('-basic') ? 'skeletons belong to transnas-macro' : undefined,
    });
  return Array.from(match.slice(1).join(''), Number);
}

/** Zeros of another shape: every second pixel, times zero, with channels added. */
function addZeros(b: ArchBuilder, x: string, id: string, { from, channels, stride }: TransnasBlock): string {
  if (stride === 1) return b.add('zeros', [x], {}, id);
  const thin = [2, 3].reduce(
    (source, axis) => b.add('slice', [source], { axis, start: 0, end: 2 ** 31 - 1, step: stride }, `${id}.axis${axis}`),
    x,
  );
  return b.add(
    'pad',
    [b.add('zeros', [thin], {}, `${id}.zeros`)],
    { pads: [0, 0, 0, 0, 0, channels - from, 0, 0], value: 0 },
    id,
  );
}

function addEdge(b: ArchBuilder, op: number, x: string, id: string, block: TransnasBlock): string {
  if (op === 0) return addZeros(b, x, id, block);
  if (op === 1)
    return block.stride === 1
      ? b.add('identity', [x], {}, id)
      : factorizedReduce(b, x, id, { channels: block.channels, padded: true });
  return reluConvBn(b, x, id, { channels: block.channels, kernel: op === 2 ? 1 : 3, stride: block.stride });
}

function addCell(b: ArchBuilder, genotype: TransnasMicro, x: string, id: string, block: TransnasBlock): string {
  const inner = { from: block.channels, channels: block.channels, stride: 1 };
  const nodes = [x];
  let last = x;
  for (let head = 1, e = 0; head < 4; head++) {
    const terms = nodes.map((node, tail) =>
      addEdge(b, must(genotype[e++], 'an operator of each edge'), node, `${id}.e${tail}${head}`, tail === 0 ? block : inner),
    );
    last = b.add('add', terms, {}, `${id}.n${head}`);
    nodes.push(last);
  }
  return last;
}

/** Ids as in `c3.e12`: the edge from node 1 to node 2 of cell 3. */
function addBackbone(b: ArchBuilder, genotype: TransnasMicro, image: string, C: number): { x: string; stage: number } {
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = addTransnasStem(b, image, C);
  let channels = C;
  let stage = 0;
  let cell = 0;
  for (const digit of skeleton) {
    const { first, second } = transnasModule(digit, channels);
    if (first.stride > 1) stage++;
    for (const block of [first, second]) {
      const id = `c${cell++}`;
      b.group({ id, kind: block.stride > 1 ? 'reduction' : 'cell', stage });
      x = addCell(b, genotype, x, id, block);
    }
    channels = second.channels;
  }
  return { x, stage };
}

function build(genotype: TransnasMicro, network: TransnasNetwork): Architecture {
  return buildTransnas(network, (b, image) => addBackbone(b, genotype, image, network.C), `${ID} ${encode(genotype)}`);
}

/** Params and MACs are a sum over edges: an empty network, and what each operator adds on an edge from node 0 or from another. */
function additiveCost(network: TransnasNetwork): (genotype: TransnasMicro) => Cost {
  const nothing = [0, 0, 0, 0, 0, 0];
  const base = countCost(build(nothing, network));
  const added = (edge: number): Cost[] =>
    opNames.map((_, op) => {
      const { params, macs } = countCost(build(nothing.with(edge, op), network));
      return { params: params - base.params, macs: macs - base.macs };
    });
  const [outer, inner] = [added(0), added(2)];
  const byEdge = edges.map(([tail]) => (tail === 0 ? outer : inner));
  return (genotype) => {
    let { params, macs } = base;
    genotype.forEach((op, e) => {
      const cost = must(byEdge[e]?.[op], 'the cost of each operator');
      params += cost.params;
      macs += cost.macs;
    });
    return { params, macs };
  };
}

/** The cell without its zeros. A skip from node 0, a convolution where the cell changes the shape, stays a skip. */
function transnasMicroTopology(genotype: TransnasMicro): CellTopology {
  const present = genotype.flatMap((digit, e): TopologyEdge[] => {
    const op = topologyOps[digit];
    const [from, to] = must(edges[e], 'an edge of the cell');
    return op === undefined ? [] : [{ from, to, op, label: nameOfOp(digit) }];
  });
  return { nodes: 4, inputs: [0], outputs: [3], edges: present };
}

export const transnasMicro = defineSpace({
  id: ID,
  title: 'TransNAS-Bench-101 micro: 4,096 cells of 6 edges and 4 ops (:task=jigsaw, segmentsemantic ... for the seven tasks)',
  paper: 'Duan et al., CVPR 2021, arXiv 2105.11871',
  example: '64-41414-1_32_031',
  options: transnasOptions,
  create(network): SearchSpace<TransnasMicro> {
    checkTransnas(ID, network, 5);
    let cost: ((genotype: TransnasMicro) => Cost) | undefined;
    return {
      id: ID,
      ...productMoves(choices),
      places: (genotype) => productPlaces(choices, genotype, { head: placeOfEdge, print: nameOfOp }),
      encode,
      decode: decodeWithoutBlanks(decode),
      canonical: canonicalMicroCell,
      build: (genotype) => build(genotype, network),
      topology: (genotype) => ({ cells: [{ name: 'cell', repeats: 1, cell: transnasMicroTopology(genotype) }] }),
      cost: (genotype) => (cost ??= additiveCost(network))(genotype),
      properties: { wiring: 'fixed' },
    };
  },
});
