import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCell } from '../../test/any-cell.js';
import { drawCellSvg } from './cell-svg.js';
import { liveEdges } from '../arch/live-edges.js';
import { sampleCells } from '../../test/sample-cells.js';
import { expectWellFormed } from '../../test/well-formed.js';

describe('drawCellSvg', () => {
  it.each(Object.keys(sampleCells))('draws %s as its golden file', async (name) => {
    await expect(`${drawCellSvg(sampleCells[name], { title: name })}\n`).toMatchFileSnapshot(`golden/${name}.svg`);
  });

  it('is well-formed, shows every label, and repeats its bytes, for any cell', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        const svg = drawCellSvg(cell);
        expectWellFormed(svg);
        expect(drawCellSvg(cell)).toBe(svg);
        for (const { label } of cell.edges) expect(svg).toContain(`>${label}</text>`);
      }),
      { numRuns: 60 },
    );
  });

  it('holds no NaN', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        expect(drawCellSvg(cell, { theme: 'inherit' })).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 60 },
    );
  });

  it('gives every node and edge its address, and offers edges that are not there', () => {
    const cell = { ...sampleCells['nas-bench-201'], edges: sampleCells['nas-bench-201'].edges.slice(1) };
    const [{ from, to }] = sampleCells['nas-bench-201'].edges;
    const svg = drawCellSvg(cell, { address: 'a "cell"', absent: [{ from, to, label: 'none' }] });
    expectWellFormed(svg);
    for (const edge of sampleCells['nas-bench-201'].edges)
      expect(svg).toContain(`data-cell="a &quot;cell&quot;" data-from="${edge.from}" data-to="${edge.to}"`);
    for (let node = 0; node < cell.nodes; node++) expect(svg).toContain(`data-node="${node}"`);
    expect(svg).toContain('>none</text>');
    expect(drawCellSvg(cell)).not.toContain('data-');
  });

  it('escapes labels and titles', () => {
    const edges = [{ from: 0, to: 3, op: { kind: 'skip' } as const, label: `</text><script>"'&` }];
    const svg = drawCellSvg({ ...sampleCells['nas-bench-201'], edges }, { title: '<b>&\u0000' });
    expectWellFormed(svg);
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;&quot;&#39;&amp;');
    expect(svg).toContain('<title>&lt;b&gt;&amp;�</title>');
  });

  it('draws dead edges as dead', () => {
    const svg = drawCellSvg(sampleCells['nas-bench-201-dead-edge']);
    expect(svg).toContain('class="edge dead"');
    expect(svg).toContain('avg_pool_3x3 from 1 to 2 (dead)');
  });

  it('follows the system, or a fixed theme, or leaves the styles to the page', () => {
    const cell = sampleCells['nas-bench-201'];
    expect(drawCellSvg(cell)).toContain('prefers-color-scheme:dark');
    expect(drawCellSvg(cell, { theme: 'dark' })).not.toContain('prefers-color-scheme');
    expect(drawCellSvg(cell, { theme: 'inherit' })).not.toContain('<style>');
  });

  it('shortens names on request', () => {
    const svg = drawCellSvg(sampleCells['nas-bench-201'], { labels: 'short' });
    expect(svg).toContain('>conv 3×3</text>');
    expect(svg).not.toContain('>nor_conv_3x3</text>');
    const link = { from: 0, to: 1, op: { kind: 'link' } as const, label: 'add' };
    expect(drawCellSvg({ nodes: 2, inputs: [0], outputs: [1], edges: [link] }, { labels: 'short' })).toContain('>add</text>');
  });
});

describe('liveEdges', () => {
  it('marks exactly the edges on a path from input to output', () => {
    expect(liveEdges(sampleCells['nas-bench-201-dead-edge'])).toEqual([true, false, true, true]);
    expect(liveEdges(sampleCells['nas-bench-201-disconnected'])).toEqual([false, false]);
    expect(liveEdges(sampleCells['darts-v2-normal'])).toEqual(Array(8).fill(true));
  });
});

it('lets labels stand out that another cell does not have there', () => {
  const cell = sampleCells['nas-bench-201-dead-edge'];
  const edges = cell.edges.map((edge, i) => (i === 0 ? { ...edge, label: 'other' } : edge));
  const marks = (beside: typeof cell): number => drawCellSvg(cell, { beside }).split('text-decoration="underline"').length - 1;
  expect([marks(cell), marks({ ...cell, edges })]).toEqual([0, 1]);
});
