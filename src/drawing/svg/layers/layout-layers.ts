/** The layout of a small graph in layers, from left to right: which layer, in which order, at which height (Gansner et al. 1993 names these steps). */
import { layerItems } from './layer-items.js';
import { orderLayers } from './order-layers.js';
import { placeLayers } from './place-layers.js';
import type { Point } from '../curve.js';
import type { Box, Layers, Line, Room } from './types.js';

/** Places nodes and lines; the same graph gives the same places. */
export function layoutInLayers(nodes: readonly Box[], lines: readonly Line[], room: Room): Layers {
  const items = layerItems(nodes, lines);
  orderLayers(items);
  const y = placeLayers(items, lines, room);
  const { layers, width, height, layer } = items;
  const x: number[] = [];
  let edge = room.margin;
  for (const own of layers) {
    const widest = Math.max(0, ...own.map((item) => width[item]));
    x.push(edge + widest / 2);
    edge += widest + room.layers;
  }
  const at = (item: number): Point => ({ x: x[layer[item]], y: y[item] + room.margin });
  let bottom = 0;
  for (let item = 0; item < items.count; item++) bottom = Math.max(bottom, y[item] + height[item] / 2);
  return {
    width: Math.max(0, edge - room.layers) + room.margin,
    height: bottom + 2 * room.margin,
    nodes: nodes.map((_, node) => at(node)),
    lines: lines.map((_, line) => ({ label: at(items.labels[line]), through: items.points[line].map(at) })),
  };
}
