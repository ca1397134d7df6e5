import { describe, expect, it } from 'vitest';
import type { CellTopology } from '../../arch/topology.js';
import { createRng } from '../../core/rng.js';
import { openSpace } from '../../spaces/index.js';
import { createCellFeatures } from './cell-features.js';

const labels = ['avg_pool_3x3', 'nor_conv_1x1', 'nor_conv_3x3', 'skip_connect'];
const features = createCellFeatures({ cell: 'cell', labels });
const space = openSpace('nas-bench-201');

function describeCell(cell: CellTopology): { readonly [name: string]: number } {
  const out = new Float64Array(features.names.length);
  features.fill(cell, out, 0);
  return Object.fromEntries(features.names.map((name, i) => [name, out[i]]));
}

function cellOf(text: string): CellTopology {
  return space.topology?.(space.decode(text)).cells[0].cell as CellTopology;
}

describe('features of a cell', () => {
  // 0 -conv3-> 1 -skip-> 3, 0 -conv1-> 2 -conv3-> 3, 1 -pool-> 2, 0 -skip-> 3: four paths, counted by hand.
  const found = describeCell(
    cellOf('|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|skip_connect~0|skip_connect~1|nor_conv_3x3~2|'),
  );

  it.each([
    ['cell: edges', 6],
    ['cell: paths', Math.log1p(4)],
    ['cell: skip_connect', 2],
    ['cell: nor_conv_3x3', 2],
    ['cell: share of paths through nor_conv_3x3', 4 / 4],
    ['cell: share of paths through skip_connect', 2 / 4],
    ['cell: shortest path of skip_connect', 1],
    ['cell: longest path of nor_conv_1x1+nor_conv_3x3', 2],
    ['cell: longest path of avg_pool_3x3+nor_conv_1x1+nor_conv_3x3+skip_connect', 3],
    ['cell: shortest path of nor_conv_3x3', 4],
    ['cell: longest path of nor_conv_3x3', 0],
    ['cell: edges nor_conv_3x3+skip_connect at the input', 2],
    ['cell: edges nor_conv_3x3 at the output', 1],
  ])('%s', (name, value) => expect(found[name]).toBeCloseTo(value, 12));

  it('leave out edges that no path uses', () => {
    // 0 -> 1 ends there.
    const dead = describeCell(cellOf('|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|'));
    expect(dead['cell: nor_conv_3x3']).toBe(0);
    expect(dead['cell: edges']).toBe(1);
  });

  it('are those of the cell with its inner nodes in another order', () => {
    const rng = createRng(1, 'isomorphic');
    let compared = 0;
    for (let trial = 0; trial < 300; trial++) {
      const cell = space.topology?.(space.sample(rng)).cells[0].cell as CellTopology;
      if (cell.edges.some(({ from, to }) => from === 1 && to === 2)) continue;
      const swap = (node: number): number => [0, 2, 1, 3][node];
      const edges = cell.edges.map((edge) => ({ ...edge, from: swap(edge.from), to: swap(edge.to) }));
      expect(describeCell({ ...cell, edges })).toEqual(describeCell(cell));
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });
});
