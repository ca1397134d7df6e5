/**
 * A cell of any size: every node is a rail that runs down, every edge a rung from its source's rail to its target's,
 * with the operator's name at the right. The lines meet where they leave or arrive; they only pass where they cross.
 *
 *   0   1                in 0, in 1
 *   ├───┼───╮            sep_conv_3x3   0 → 2
 *   │   ╰───┤            skip_connect   1 → 2
 *   │       2
 */
import { must } from '../../core/must.js';
import { edgeKind, plainLabel } from '../edge-kind.js';
import type { CellTopology, TopologyEdge } from '../../arch/topology.js';
import { liveNodes, type VertexView } from '../vertex-view.js';
import { createTextCanvas, type TextCanvas } from './text-canvas.js';

/** Draws a cell as rails and rungs, one row for each edge; several outputs meet in a last rung. @param ops operators that stand on nodes. */
export function drawStairs(cell: CellTopology, live: readonly boolean[], ops: VertexView['ops']): TextCanvas {
  const canvas = createTextCanvas();
  const pitch = cell.nodes > 10 ? 3 : 4;
  const rail = (node: number): number => 2 + pitch * node;
  const start = rowPlan(cell);
  const joins = cell.outputs.length > 1;
  const rowOf = (node: number): number => must(start.node[node], 'the row of a node');
  const names = rail(cell.nodes - 1) + 5;
  const rows = start.edges.toSorted((a, b) => a.row - b.row);
  const last = Math.max(...start.node, ...rows.map(({ row }) => row)) + 1;

  for (let node = 0; node < cell.nodes; node++) {
    const leaving = rows.filter(({ edge }) => edge.from === node).map(({ row }) => row);
    const end = joins && cell.outputs.includes(node) ? last : Math.max(...leaving);
    if (Number.isFinite(end)) canvas.vertical(rail(node), rowOf(node), end);
    const arriving = rows.filter(({ edge }) => edge.to === node).map(({ row }) => row);
    if (arriving.length > 0) canvas.vertical(rail(node), Math.min(...arriving), rowOf(node));
  }
  const labelled = rows.map((row) => ({ ...row, label: plainLabel(row.edge.label) }));
  const nodeLabels = ops.map((op) => (op === undefined ? '' : plainLabel(op.label)));
  const width = Math.max(0, ...[...labelled.map(({ label }) => label), ...nodeLabels].map((label) => label.length));
  labelled.forEach(({ edge, row, index, label }) => {
    const ink = live[index] ? edgeKind(edge.op) : 'muted';
    canvas.horizontal(rail(edge.from), rail(edge.to), row, live[index] ? 'solid' : 'dashed', ink);
    canvas.text(names, row, label.padEnd(width), ink);
    canvas.text(
      names + width + 3,
      row,
      `${edge.from} → ${edge.to}${live[index] ? '' : '  dead'}`,
      live[index] ? 'plain' : 'muted',
    );
  });
  for (let node = 0; node < cell.nodes; node++) canvas.text(rail(node) - (node > 9 ? 1 : 0), rowOf(node), String(node));
  const alive = liveNodes(cell, live);
  nodeLabels.forEach((label, node) => {
    const op = ops[node];
    if (op === undefined) return;
    const ink = alive[node] ? edgeKind(op.op) : 'muted';
    canvas.text(names, rowOf(node), label, ink);
    canvas.text(rail(node) - (node > 9 ? 1 : 0), rowOf(node), String(node), ink);
  });
  canvas.text(names, 0, cell.inputs.map((node) => `in ${node}`).join(', '));
  if (joins) {
    canvas.horizontal(rail(Math.min(...cell.outputs)), names - 2, last);
    canvas.text(names - 2, last, '▶');
    canvas.text(names, last, `out: ${cell.outputs.join(', ')} concatenated`);
  } else for (const output of cell.outputs) canvas.text(names, rowOf(output), `out ${output}`);
  return canvas;
}

interface RowPlan {
  /** Row of each node's number. */
  readonly node: readonly number[];
  readonly edges: readonly { readonly edge: TopologyEdge; readonly index: number; readonly row: number }[];
}

/** Nodes without incoming edges share the first row; every other node stands under the edges that enter it. */
function rowPlan(cell: CellTopology): RowPlan {
  const node: number[] = [];
  const edges: { edge: TopologyEdge; index: number; row: number }[] = [];
  let row = 0;
  for (let n = 0; n < cell.nodes; n++) {
    const incoming = cell.edges.map((edge, index) => ({ edge, index })).filter(({ edge }) => edge.to === n);
    incoming.sort((a, b) => a.edge.from - b.edge.from || a.index - b.index);
    for (const item of incoming) edges.push({ ...item, row: ++row });
    node.push(incoming.length === 0 ? 0 : ++row);
  }
  return { node, edges };
}
