import { describe, expect, it } from 'vitest';
import { mobileNetV2, resNet18 } from '../../test/reference-networks.js';
import { createArchBuilder, squareConv } from './build.js';
import { graphTopology } from './graph-topology.js';
import type { Topology } from './topology.js';
import type { Architecture } from './types.js';

function topologyOf(architecture: Architecture): Topology {
  const found = graphTopology(architecture);
  if (!found.ok) throw new Error(found.reason);
  return found.value;
}

/** `0-1 conv3` for each edge. */
const edgesOf = ({ cells }: Topology, cell: number): string[] =>
  cells[cell].cell.edges.map(({ from, to, op }) => `${from}-${to} ${op.kind}${'kernel' in op ? op.kernel : ''}`);

describe('topology from a graph', () => {
  it('reads residual blocks: two convolutions, and a skip around them', () => {
    const topology = topologyOf(resNet18());
    expect(topology.cells.map(({ name, repeats }) => `${name} ${repeats}`)).toEqual(['stem 1', 'block 5', 'block 3']);
    expect(edgesOf(topology, 0)).toEqual(['0-1 conv7', '1-2 pool3']);
    expect(edgesOf(topology, 1)).toEqual(['0-1 conv3', '1-2 conv3', '2-3 link', '0-3 skip']);
    expect(edgesOf(topology, 2)).toEqual(['0-1 conv3', '1-2 conv3', '0-3 conv1', '2-4 link', '3-4 link']);
  });

  it('names every edge, a bare wire by the operator it leads into', () => {
    const labels = topologyOf(resNet18()).cells.map(({ cell }) => cell.edges.map(({ label }) => label));
    expect(labels).toEqual([
      ['conv 7x7 /2', 'max pool 3x3 /2'],
      ['conv 3x3', 'conv 3x3', 'add', 'skip'],
      ['conv 3x3 /2', 'conv 3x3', 'conv 1x1 /2', 'add', 'add'],
    ]);
  });

  it('takes a network without groups as one cell', () => {
    const { cells } = topologyOf(mobileNetV2());
    expect(cells.map(({ repeats }) => repeats)).toEqual([1]);
    const kernels = cells[0].cell.edges.flatMap(({ op }) => (op.kind === 'conv' ? [op.kernel] : []));
    // 17 depthwise and the first; 16 expansions, 17 projections, the last convolution and the classifier.
    expect([kernels.filter((k) => k === 3).length, kernels.filter((k) => k === 1).length]).toEqual([18, 35]);
  });

  it('keeps the expansion of a block, which is no projection of the network', () => {
    const b = createArchBuilder();
    b.group({ id: 'block', kind: 'block', stage: 0 });
    const norm = (x: string): string => b.add('relu', [b.add('batchNorm', [x], { eps: 1e-5, affine: true })], {});
    const expanded = norm(b.add('conv', [b.input('x', [1, 4, 8, 8])], squareConv(16, 1)));
    expect(edgesOf(topologyOf(b.finish([norm(b.add('conv', [expanded], squareConv(8, 3)))])), 0)).toEqual([
      '0-1 conv1',
      '1-2 conv3',
    ]);
  });

  it('counts a depthwise and the pointwise convolution right after it once', () => {
    const b = createArchBuilder();
    const depthwise = b.add('conv', [b.input('x', [1, 4, 8, 8])], squareConv(4, 5, { groups: 4 }));
    expect(edgesOf(topologyOf(b.finish([b.add('conv', [depthwise], squareConv(8, 1))])), 0)).toEqual(['0-1 conv5']);
  });

  it('leaves out zeros, and counts each parallel branch', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 4, 8, 8]);
    const branch = (kernel: number): string => b.add('conv', [b.add('relu', [x], {})], squareConv(4, kernel));
    const topology = topologyOf(
      b.finish([b.add('add', [branch(3), branch(5), b.add('zeros', [x], {}), b.add('identity', [x], {})], {})]),
    );
    expect(edgesOf(topology, 0)).toEqual(['0-1 conv3', '0-2 conv5', '0-4 skip', '1-5 link', '2-5 link', '3-5 link', '4-5 link']);
  });
});
