/** Cells of three spaces that the tests draw. */
import type { CellTopology, TopologyEdge, TopologyOp } from '../src/arch/topology.js';

const ops: { readonly [label: string]: TopologyOp } = {
  skip_connect: { kind: 'skip' },
  nor_conv_1x1: { kind: 'conv', kernel: 1, times: 1 },
  nor_conv_3x3: { kind: 'conv', kernel: 3, times: 1 },
  avg_pool_3x3: { kind: 'pool', kernel: 3, pool: 'avg' },
  sep_conv_3x3: { kind: 'conv', kernel: 3, times: 2 },
  dil_conv_3x3: { kind: 'conv', kernel: 3, times: 1 },
  'conv3x3-bn-relu': { kind: 'conv', kernel: 3, times: 1 },
  'conv1x1-bn-relu': { kind: 'conv', kernel: 1, times: 1 },
  maxpool3x3: { kind: 'pool', kernel: 3, pool: 'max' },
  skip: { kind: 'skip' },
  '': { kind: 'link' },
};

/** An edge by tail, head and published name. */
export function edge(from: number, to: number, label: string): TopologyEdge {
  return { from, to, op: ops[label], label };
}

const fourNodes = { nodes: 4, inputs: [0], outputs: [3] };

export const sampleCells: { readonly [name: string]: CellTopology } = {
  'nas-bench-201': {
    ...fourNodes,
    edges: [
      edge(0, 1, 'nor_conv_3x3'),
      edge(0, 2, 'nor_conv_1x1'),
      edge(1, 2, 'avg_pool_3x3'),
      edge(0, 3, 'skip_connect'),
      edge(1, 3, 'nor_conv_3x3'),
      edge(2, 3, 'nor_conv_3x3'),
    ],
  },
  'nas-bench-201-dead-edge': {
    ...fourNodes,
    edges: [edge(0, 1, 'nor_conv_3x3'), edge(1, 2, 'avg_pool_3x3'), edge(0, 3, 'skip_connect'), edge(1, 3, 'nor_conv_1x1')],
  },
  'nas-bench-201-disconnected': { ...fourNodes, edges: [edge(1, 2, 'nor_conv_1x1'), edge(2, 3, 'skip_connect')] },
  'darts-v2-normal': {
    nodes: 6,
    inputs: [0, 1],
    outputs: [2, 3, 4, 5],
    edges: [
      edge(0, 2, 'sep_conv_3x3'),
      edge(1, 2, 'sep_conv_3x3'),
      edge(0, 3, 'sep_conv_3x3'),
      edge(1, 3, 'sep_conv_3x3'),
      edge(1, 4, 'sep_conv_3x3'),
      edge(0, 4, 'skip_connect'),
      edge(0, 5, 'skip_connect'),
      edge(2, 5, 'dil_conv_3x3'),
    ],
  },
  /** Seven vertices, the five inner ones as two nodes each. */
  'nas-bench-101': {
    nodes: 12,
    inputs: [0],
    outputs: [11],
    edges: [
      edge(0, 1, ''),
      edge(1, 2, 'conv3x3-bn-relu'),
      edge(0, 3, ''),
      edge(3, 4, 'conv1x1-bn-relu'),
      edge(2, 5, ''),
      edge(4, 5, ''),
      edge(5, 6, 'maxpool3x3'),
      edge(6, 7, ''),
      edge(7, 8, 'conv3x3-bn-relu'),
      edge(0, 9, ''),
      edge(9, 10, 'conv3x3-bn-relu'),
      edge(8, 11, ''),
      edge(10, 11, ''),
      edge(0, 11, 'skip'),
    ],
  },
};
