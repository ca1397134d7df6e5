/** Cells packed into a common frame, and how one is read back: what the report's script needs, without any layout engine. */
import { must } from '../core/must.js';
import type { CellTopology, TopologyEdge, TopologyOp } from '../arch/topology.js';
import type { CellLayout } from '../drawing/svg/cell-layout.js';

export interface CellFrame {
  readonly nodes: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Tail, head, and place among the frame's edges between the same two nodes. */
  readonly edges: readonly (readonly [from: number, to: number, lane: number])[];
  readonly ops: readonly { readonly op: TopologyOp; readonly label: string }[];
  readonly layout: CellLayout;
}

export interface FramedCells {
  readonly frame: CellFrame;
  /** One a cell: a character an edge of the frame, `.` for none; null where there is no cell. */
  readonly codes: readonly (string | null)[];
}

/** One a kind of operator. */
export const frameDigits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The cell a code stands for, and which of the frame's edges each of its edges is; null for none. */
export function unframeCell(
  frame: CellFrame,
  code: string | null,
): { readonly cell: CellTopology; readonly places: readonly number[] } | null {
  if (code === null) return null;
  const edges: TopologyEdge[] = [];
  const places: number[] = [];
  for (const [i, [from, to]] of frame.edges.entries()) {
    const digit = code.charAt(i);
    if (digit === '.') continue;
    edges.push({ from, to, ...must(frame.ops[frameDigits.indexOf(digit)], 'an operator of each digit') });
    places.push(i);
  }
  const { nodes, inputs, outputs } = frame;
  return { cell: { nodes, inputs, outputs, edges }, places };
}
