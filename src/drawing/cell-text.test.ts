import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCellText } from './cell-text.js';
import { anyCell } from '../../test/any-cell.js';
import { sampleCells } from '../../test/sample-cells.js';

const lineLength = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));

describe('drawCellText', () => {
  it.each(Object.keys(sampleCells))('draws %s as its golden file', async (name) => {
    await expect(`${drawCellText(sampleCells[name], { title: name })}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('keeps every sample within 80 columns', () => {
    for (const cell of Object.values(sampleCells)) expect(lineLength(drawCellText(cell))).toBeLessThanOrEqual(80);
  });

  it('uses rails and rungs if arcs would need more than the width', () => {
    const cell = sampleCells['nas-bench-201'];
    expect(drawCellText(cell)).toContain('┌');
    const narrow = drawCellText(cell, { width: 60 });
    expect(narrow).not.toContain('┌');
    expect(lineLength(narrow)).toBeLessThanOrEqual(60);
  });

  it('names dead edges, and says when nothing connects', () => {
    expect(drawCellText(sampleCells['nas-bench-201-dead-edge'])).toContain('one edge is on no path from input to output');
    expect(drawCellText(sampleCells['nas-bench-201-disconnected'])).toContain('No path leads from input to output');
  });

  it('colours only on request, and the colours change nothing else', () => {
    const plain = drawCellText(sampleCells['nas-bench-201']);
    const coloured = drawCellText(sampleCells['nas-bench-201'], { colours: 'ansi' });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[34m');
    // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('lets no control character of a label or title reach the terminal', () => {
    const cell = {
      ...sampleCells['nas-bench-201'],
      edges: [{ from: 0, to: 3, op: { kind: 'skip' } as const, label: 'a\u001b[31m\n\u202eb' }],
    };
    const text = drawCellText(cell, { title: 'x\u0007y\nz' });
    for (const character of ['\u0007', '\u001b', '\u202e']) expect(text).not.toContain(character);
    expect(text.split('\n')[0]).toBe('x�y�z');
  });

  it('interrupts no line for a link without a name', () => {
    const drawn = (label: string): string =>
      drawCellText({
        nodes: 3,
        inputs: [0],
        outputs: [2],
        edges: [
          { from: 0, to: 1, op: { kind: 'conv', kernel: 3, times: 1 }, label: 'conv' },
          { from: 1, to: 2, op: { kind: 'link' }, label },
        ],
      });
    expect(drawn('')).toMatch(/│ 1 ├─+▶│/);
    expect(drawn('add')).toContain('│ 1 ├─ add ─▶│');
  });

  it('writes every edge of any cell, and the same bytes each time', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        const text = drawCellText(cell);
        expect(drawCellText(cell)).toBe(text);
        for (const { label } of cell.edges) expect(text).toContain(label);
      }),
    );
  });
});

describe('operators on vertices', () => {
  it('stand on their nodes, not on edges between two halves', () => {
    const text = drawCellText(sampleCells['nas-bench-101']);
    expect(text).toContain('out 6');
    expect(text.match(/conv3x3-bn-relu/g)).toHaveLength(3);
  });
});
