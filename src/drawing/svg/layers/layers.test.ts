import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerItems } from './layer-items.js';
import { layoutInLayers } from './layout-layers.js';
import { orderLayers } from './order-layers.js';
import type { Items, Line } from './types.js';

const room = { nodes: 20, lines: 16, layers: 10, margin: 8 };
const box = { width: 30, height: 30 };
const line = (from: number, to: number): Line => ({ from, to, width: 60, height: 18 });

/** Graphs of up to 9 nodes whose lines go from smaller to larger numbers, some of them twice. */
const anyGraph = fc.integer({ min: 2, max: 9 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    lines: fc.array(
      fc.tuple(fc.nat(count - 2), fc.nat(count - 2)).map(([a, b]) => line(Math.min(a, b), Math.max(a, b) + 1)),
      { maxLength: 14 },
    ),
  }),
);
const boxes = (count: number): { width: number; height: number }[] => Array.from({ length: count }, () => box);

/** Pairs of pieces between the same two layers that cross. */
function crossings({ links, layer, layers }: Items): number {
  const place = new Map(layers.flatMap((own) => own.map((item, i) => [item, i] as const)));
  const at = (item: number): number => place.get(item) as number;
  let count = 0;
  for (const [i, a] of links.entries())
    for (const b of links.slice(i + 1))
      if (layer[a.left] === layer[b.left] && (at(a.left) - at(b.left)) * (at(a.right) - at(b.right)) < 0) count++;
  return count;
}

describe('a layout in layers', () => {
  it('puts every node to the right of those it reads, with room for the label between', () => {
    fc.assert(
      fc.property(anyGraph, ({ count, lines }) => {
        const layers = layoutInLayers(boxes(count), lines, room);
        for (const [i, { from, to, width }] of lines.entries()) {
          const [left, right] = [layers.nodes[from], layers.nodes[to]];
          expect(right.x - left.x).toBeGreaterThanOrEqual(box.width + width + 2 * room.layers - 1e-9);
          const { through, label } = layers.lines[i];
          const xs = [left, ...through, right].map(({ x }) => x);
          for (let k = 1; k < xs.length; k++) expect(xs[k]).toBeGreaterThan(xs[k - 1]);
          expect(through).toContainEqual(label);
        }
      }),
    );
  });

  it('lets no boxes touch, and keeps all within the drawing', () => {
    fc.assert(
      fc.property(anyGraph, ({ count, lines }) => {
        const layers = layoutInLayers(boxes(count), lines, room);
        const placed = [
          ...layers.nodes.map((at) => ({ ...at, ...box })),
          ...layers.lines.map(({ label }, i) => ({ ...label, width: lines[i].width, height: lines[i].height })),
        ];
        for (const [i, a] of placed.entries()) {
          expect(a.x - a.width / 2).toBeGreaterThanOrEqual(room.margin - 1e-9);
          expect(a.y - a.height / 2).toBeGreaterThanOrEqual(room.margin - 1e-9);
          expect(a.x + a.width / 2).toBeLessThanOrEqual(layers.width - room.margin + 1e-9);
          expect(a.y + a.height / 2).toBeLessThanOrEqual(layers.height - room.margin + 1e-9);
          for (const b of placed.slice(i + 1)) {
            const across = Math.abs(a.x - b.x) - (a.width + b.width) / 2;
            const down = Math.abs(a.y - b.y) - (a.height + b.height) / 2;
            expect(Math.max(across, down)).toBeGreaterThanOrEqual(-1e-9);
          }
        }
      }),
    );
  });

  it('keeps everything of a layer and never adds crossings to the order of the numbers', () => {
    fc.assert(
      fc.property(anyGraph, ({ count, lines }) => {
        const [before, after] = [layerItems(boxes(count), lines), layerItems(boxes(count), lines)];
        orderLayers(after);
        expect(after.layers.map((own) => [...own].sort((a, b) => a - b))).toEqual(before.layers);
        expect(crossings(after)).toBeLessThanOrEqual(crossings(before));
      }),
    );
  });

  it('finds the order without crossings where two nodes are read the other way round', () => {
    const items = layerItems(boxes(4), [line(0, 3), line(1, 2)]);
    expect(crossings(items)).toBeGreaterThan(0);
    orderLayers(items);
    expect(crossings(items)).toBe(0);
  });

  it('draws a chain, and a long line past it, level', () => {
    const { nodes, lines } = layoutInLayers(boxes(4), [line(0, 1), line(1, 2), line(2, 3), line(0, 3)], room);
    expect(nodes[1].y).toBeCloseTo(nodes[2].y, 1);
    const past = lines[3].through.map(({ y }) => y);
    for (const y of past) expect(y).toBeCloseTo(past[0], 9);
  });

  it('moves an input next to what reads it', () => {
    const { nodes } = layoutInLayers(boxes(4), [line(0, 2), line(2, 3), line(1, 3)], room);
    expect(nodes[1].x).toBeCloseTo(nodes[2].x, 9);
  });

  it('is nothing for no nodes, and a box for one', () => {
    expect(layoutInLayers([], [], room)).toMatchObject({ nodes: [], lines: [] });
    expect(layoutInLayers([box], [], room)).toEqual({ width: 46, height: 46, nodes: [{ x: 23, y: 23 }], lines: [] });
  });
});
