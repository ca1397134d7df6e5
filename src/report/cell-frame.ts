/**
 * The cells of many architectures in a few bytes each: one frame holds every edge that any of them has, laid out once,
 * and a cell is a string that says which operator stands on each of the frame's edges.
 */
import type { CellTopology, TopologyEdge, TopologyOp } from '../arch/topology.js';
import { must } from '../core/must.js';
import { layoutCell } from '../drawing/cell-svg.js';
import { frameDigits, type FramedCells } from './unframe-cell.js';

/** Beyond this many edges a drawing the size of a tooltip shows nothing. */
const mostEdges = 40;

/** Frames cells of one shape (nodes, inputs, outputs). Undefined where they differ, have operators on vertices, or too many edges or operators. */
export function frameCells(cells: Iterable<CellTopology | null>): FramedCells | undefined {
  let first: CellTopology | undefined;
  /** Edges by their ends and lane, as numbers in the order in which they were met; operators likewise. */
  const edgeNumbers = new Map<number, number>();
  const edges: (readonly [from: number, to: number, lane: number])[] = [];
  const opNumbers = new Map<string, number>();
  const ops: { readonly op: TopologyOp; readonly label: string }[] = [];
  /** Spaces share edges between cells. */
  const known = new WeakMap<TopologyEdge, number>();
  const opOf = (edge: TopologyEdge): number => {
    let number = known.get(edge);
    if (number !== undefined) return number;
    const key = opKey(edge);
    number = opNumbers.get(key);
    if (number === undefined) {
      opNumbers.set(key, (number = ops.length));
      ops.push({ op: edge.op, label: edge.label });
    }
    known.set(edge, number);
    return number;
  };
  const lanes = new Map<number, number>();
  /** Of every cell, number of edge and operator in turn. Cells themselves may be made when they are read: none is kept. */
  const placed: (readonly number[] | null)[] = [];
  for (const cell of cells) {
    if (cell === null) {
      placed.push(null);
      continue;
    }
    first ??= cell;
    if (!hasShape(cell, first) || cell.edges.some(({ op }) => op.kind === 'link')) return undefined;
    const list: number[] = [];
    lanes.clear();
    for (const edge of cell.edges) {
      const { from, to } = edge;
      const pair = from * first.nodes + to;
      const lane = lanes.get(pair) ?? 0;
      lanes.set(pair, lane + 1);
      const key = lane * first.nodes ** 2 + pair;
      let number = edgeNumbers.get(key);
      if (number === undefined) {
        edgeNumbers.set(key, (number = edges.length));
        edges.push([from, to, lane]);
      }
      list.push(number, opOf(edge));
    }
    placed.push(list);
    if (edges.length > mostEdges || ops.length > frameDigits.length) return undefined;
  }
  if (first === undefined) return undefined;
  const sortedEdges = [...edges.entries()].toSorted(([, a], [, b]) => a[1] - b[1] || a[0] - b[0] || a[2] - b[2]);
  const sortedOps = [...opNumbers].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, number]) => number);
  const places = numbered(sortedEdges.map(([number]) => number));
  const digits = numbered(sortedOps).map((place) => must(frameDigits[place], 'a digit of an operator'));
  const codes = placed.map((list) => {
    if (list === null) return null;
    const code = new Array<string>(sortedEdges.length).fill('.');
    for (let at = 0; at < list.length; at += 2)
      code[must(places[must(list[at], 'an edge')], 'its place')] = must(digits[must(list[at + 1], 'an operator')], 'its digit');
    return code.join('');
  });
  const { nodes, inputs, outputs } = first;
  const whole = {
    nodes,
    inputs,
    outputs,
    edges: sortedEdges.map(([, [from, to]]): TopologyEdge => ({ from, to, op: { kind: 'skip' }, label: '' })),
  };
  const frame = {
    nodes,
    inputs,
    outputs,
    edges: sortedEdges.map(([, edge]) => edge),
    ops: sortedOps.map((number) => must(ops[number], 'an operator of the frame')),
    layout: layoutCell(whole, () => ''),
  };
  return { frame, codes };
}

const hasShape = (cell: CellTopology, { nodes, inputs, outputs }: CellTopology): boolean =>
  cell.nodes === nodes && isSameList(cell.inputs, inputs) && isSameList(cell.outputs, outputs);

const isSameList = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((value, i) => value === b[i]));

/** The place of each number in an order. */
function numbered(order: readonly number[]): number[] {
  const places = new Array<number>(order.length);
  for (const [place, number] of order.entries()) places[number] = place;
  return places;
}

function opKey({ op, label }: TopologyEdge): string {
  return JSON.stringify([label, op]);
}
