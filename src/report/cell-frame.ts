/**
 * The cells of many architectures in a few bytes each: one frame holds every edge that any of them has, laid out once,
 * and a cell is a string that says which operator stands on each of the frame's edges.
 */
import type { CellTopology, TopologyEdge, TopologyOp } from '../arch/topology.js';
import { layoutCell } from '../drawing/cell-svg.js';
import { frameDigits, type FramedCells } from './unframe-cell.js';

/** Beyond this many edges a drawing the size of a tooltip shows nothing. */
const mostEdges = 40;

/** Frames cells of one shape (nodes, inputs, outputs). Undefined where they differ, have operators on vertices, or too many edges or operators. */
export function frameCells(cells: readonly (CellTopology | null)[]): FramedCells | undefined {
  const first = cells.find((cell) => cell !== null);
  if (first === undefined || first === null) return undefined;
  const shapeOf = (cell: CellTopology): string => JSON.stringify([cell.nodes, cell.inputs, cell.outputs]);
  const shape = shapeOf(first);
  const edges = new Map<string, readonly [number, number, number]>();
  const ops = new Map<string, { op: TopologyOp; label: string }>();
  const placed: (readonly (readonly [edge: string, op: string])[])[] = [];
  for (const cell of cells) {
    if (cell !== null && (shapeOf(cell) !== shape || cell.edges.some(({ op }) => op.kind === 'link'))) return undefined;
    const lanes = new Map<string, number>();
    placed.push(
      (cell?.edges ?? []).map((edge) => {
        const pair = `${edge.from} ${edge.to}`;
        const lane = lanes.get(pair) ?? 0;
        lanes.set(pair, lane + 1);
        const key = `${pair} ${lane}`;
        if (!edges.has(key)) edges.set(key, [edge.from, edge.to, lane]);
        const op = opKey(edge);
        if (!ops.has(op)) ops.set(op, { op: edge.op, label: edge.label });
        return [key, op] as const;
      }),
    );
    if (edges.size > mostEdges || ops.size > frameDigits.length) return undefined;
  }
  const sortedEdges = [...edges].toSorted(([, a], [, b]) => a[1] - b[1] || a[0] - b[0] || a[2] - b[2]);
  const sortedOps = [...ops].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const place = new Map(sortedEdges.map(([key], i) => [key, i]));
  const digit = new Map(sortedOps.map(([key], i) => [key, frameDigits[i]]));
  const codes = placed.map((list, i) => {
    if (cells[i] === null) return null;
    const code = new Array<string>(sortedEdges.length).fill('.');
    for (const [edge, op] of list) code[place.get(edge) as number] = digit.get(op) as string;
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
    ops: sortedOps.map(([, op]) => op),
    layout: layoutCell(whole, () => ''),
  };
  return { frame, codes };
}

function opKey({ op, label }: TopologyEdge): string {
  return JSON.stringify([label, op]);
}
