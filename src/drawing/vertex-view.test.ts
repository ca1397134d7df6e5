import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyCell } from '../../test/any-cell.js';
import { edge, sampleCells } from '../../test/sample-cells.js';
import { viewVertices } from './vertex-view.js';

it('leaves cells without links as they are', () => {
  fc.assert(
    fc.property(anyCell, (cell) => {
      expect(viewVertices(cell)).toEqual({ cell, ops: [] });
    }),
  );
});

it('makes one node of the two halves of a vertex and keeps its operator', () => {
  const { cell, ops } = viewVertices(sampleCells['nas-bench-101']);
  expect(cell.nodes).toBe(7);
  expect(cell.inputs).toEqual([0]);
  expect(cell.outputs).toEqual([6]);
  expect(ops.map((op) => op?.label)).toEqual([
    undefined,
    'conv3x3-bn-relu',
    'conv1x1-bn-relu',
    'maxpool3x3',
    'conv3x3-bn-relu',
    'conv3x3-bn-relu',
    undefined,
  ]);
  expect(cell.edges.map(({ from, to }) => `${from}-${to}`)).toEqual([
    '0-1',
    '0-2',
    '1-3',
    '2-3',
    '3-4',
    '0-5',
    '4-6',
    '5-6',
    '0-6',
  ]);
});

it('does not change a cell in which an operator is not a separate vertex', () => {
  const cell = {
    nodes: 3,
    inputs: [0],
    outputs: [2],
    edges: [edge(0, 1, 'nor_conv_3x3'), edge(0, 1, 'nor_conv_1x1'), edge(1, 2, '')],
  };
  expect(viewVertices(cell)).toEqual({ cell, ops: [] });
});
