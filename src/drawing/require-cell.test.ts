import { describe, expect, it } from 'vitest';
import { sampleCells } from '../../test/sample-cells.js';
import { drawCellSvg } from './cell-svg.js';
import { drawCellText } from './cell-text.js';

const cell = { nodes: 3, inputs: [0], outputs: [2], edges: [] };
const edge = { from: 0, to: 2, op: { kind: 'skip' }, label: 'skip' };

describe('what is drawn', () => {
  it.each([
    ['no cell', 'cell', 'cell: expected the topology of a cell'],
    ['no nodes', { ...cell, nodes: undefined }, 'cell.nodes: expected an integer of at least 1, got nothing'],
    ['an output that is not there', { ...cell, outputs: [3] }, 'cell.outputs[0]: expected a node from 0 to 2, got 3'],
    ['an edge without a label', { ...cell, edges: [{ ...edge, label: undefined }] }, 'cell.edges[0].label: expected text'],
    ['an edge without an operator', { ...cell, edges: [edge, { ...edge, op: null }] }, 'cell.edges[1].op: expected an operator'],
    ['an edge to node 9 of 3', { ...cell, edges: [{ ...edge, to: 9 }] }, 'cell.edges[0].to: expected a node from 1 to 2, after'],
    ['an edge from a node to itself', { ...cell, edges: [{ ...edge, from: 2 }] }, 'cell.edges[0].to: expected a node after'],
    [
      'an edge backwards',
      { ...cell, edges: [{ ...edge, from: 1, to: 0 }] },
      'cell.edges[0].to: expected a node from 2 to 2, after',
    ],
  ])('is never %s', (_, given, message) => {
    for (const draw of [drawCellSvg, drawCellText])
      expect(() => draw(given as never)).toThrow(
        expect.objectContaining({ kind: 'usage', message: expect.stringContaining(message) }),
      );
  });

  it.each([
    [{ theme: 'pink' }, 'theme: expected "auto" or "light" or "dark" or "inherit", got "pink"'],
    [{ thme: 'dark' }, 'did you mean "theme"?'],
    [{ absent: [{ from: 0 }] }, 'absent[0]: expected an edge'],
    [null, 'drawCellSvg: expected an object with its parameters, got null'],
  ])('has no options such as %j', (options, message) => {
    expect(() => drawCellSvg(sampleCells['nas-bench-201'], options as never)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining(message) }),
    );
  });

  it('has no options of the other drawing', () => {
    expect(() => drawCellText(sampleCells['nas-bench-201'], { theme: 'dark' } as never)).toThrow(
      'expected a parameter of drawCellText',
    );
    expect(() => drawCellText(sampleCells['nas-bench-201'], null as never)).toThrow('drawCellText: expected an object');
    expect(drawCellText(sampleCells['nas-bench-201'], { width: Infinity })).toContain('┌');
  });
});
