import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCell } from '../../test/any-cell.js';
import { sampleCells } from '../../test/sample-cells.js';
import type { CellTopology } from '../arch/topology.js';
import { frameCells } from './cell-frame.js';
import { unframeCell, type FramedCells } from './unframe-cell.js';

const sorted = ({ edges, ...rest }: CellTopology): unknown => ({
  ...rest,
  edges: edges.map((edge) => JSON.stringify(edge, ['from', 'to', 'label', 'op', 'kind', 'kernel', 'times', 'pool'])).toSorted(),
});

describe('frameCells', () => {
  it('gives every cell back, edges in the order of their heads', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        const { frame, codes } = frameCells([cell, { ...cell, edges: cell.edges.slice(1) }, null]) as FramedCells;
        expect(sorted((unframeCell(frame, codes[0]) as { cell: CellTopology }).cell)).toEqual(sorted(cell));
        expect(sorted((unframeCell(frame, codes[1]) as { cell: CellTopology }).cell)).toEqual(
          sorted({ ...cell, edges: cell.edges.slice(1) }),
        );
        expect(codes[2]).toBeNull();
        expect(unframeCell(frame, codes[2])).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it('lays out each edge of the frame once', () => {
    const { frame } = frameCells([sampleCells['nas-bench-201'], sampleCells['nas-bench-201-dead-edge']]) as FramedCells;
    expect(frame.edges).toHaveLength(6);
    expect(frame.layout.edges.map(({ index }) => index).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('has no frame for cells of different shapes, or for no cell', () => {
    expect(frameCells([sampleCells['nas-bench-201'], sampleCells['darts-v2-normal']])).toBeUndefined();
    expect(frameCells([null])).toBeUndefined();
  });
});
