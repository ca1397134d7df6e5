/**
 * Heights of everything in ordered layers: each as near to the mean of its neighbours as the room allows. A layer is placed exactly, by least squares
 * under its order (isotonic regression by pooling adjacent violators); sweeps over the layers settle after a few rounds. Then lines are made level where
 * there is room.
 */
import { countEnds } from './layer-items.js';
import type { Items, Line, Room } from './types.js';

const rounds = 12;

/** The middle of every item, from the top; the uppermost box begins at 0. */
export function placeLayers(items: Items, lines: readonly Line[], room: Room): Float64Array {
  const { count, layers, height, isNode, links } = items;
  const middle = new Float64Array(count);
  const gap = (upper: number, lower: number): number =>
    (height[upper] + height[lower]) / 2 + (isNode[upper] + isNode[lower] === 2 ? room.nodes : room.lines);
  /** Of each item, the distance to the first of its layer if all stand close. */
  const offset = new Float64Array(count);
  for (const layer of layers) {
    for (let i = 1; i < layer.length; i++) offset[layer[i]] = offset[layer[i - 1]] + gap(layer[i - 1], layer[i]);
    const half = layer.length === 0 ? 0 : offset[layer[layer.length - 1]] / 2;
    for (const item of layer) middle[item] = offset[item] - half;
  }
  const sum = new Float64Array(count);
  const weight = new Float64Array(count);
  for (let round = 0; round < rounds; round++) {
    // First along one side, which carries the places of a layer far; in the end between both.
    const isLate = round >= rounds / 2;
    const isForward = round % 2 === 0;
    for (let i = 0; i < layers.length; i++) {
      const at = isForward ? i : layers.length - 1 - i;
      const layer = layers[at];
      for (const item of layer) sum[item] = weight[item] = 0;
      for (const link of linksOf(links, items.layer, at, isLate || isForward, isLate || !isForward)) {
        const own = items.layer[link.left] === at ? link.left : link.right;
        const other = own === link.left ? link.right : link.left;
        sum[own] += link.weight * middle[other];
        weight[own] += link.weight;
      }
      settle(layer, offset, sum, weight, middle);
    }
  }
  for (let round = 0; round < 2; round++) levelLines(items, lines, gap, middle);
  let top = Infinity;
  for (let item = 0; item < count; item++) top = Math.min(top, middle[item] - height[item] / 2);
  return middle.map((y) => y - top);
}

function linksOf(links: Items['links'], layerOf: Int32Array, layer: number, isBefore: boolean, isAfter: boolean): Items['links'] {
  return links.filter(({ left, right }) => (isBefore && layerOf[right] === layer) || (isAfter && layerOf[left] === layer));
}

/** What has no neighbour holds its place this strongly. */
const faint = 1e-3;

/** Places a layer: the least weighted squares from where its items should be, in their order and with their gaps. */
function settle(
  layer: readonly number[],
  offset: Float64Array,
  sum: Float64Array,
  weight: Float64Array,
  middle: Float64Array,
): void {
  /** Blocks of items that stand close: how many, their weight, and the place of the first. */
  const blocks: { count: number; weight: number; start: number }[] = [];
  for (const item of layer) {
    const own = weight[item] > 0 ? weight[item] : faint;
    const wanted = weight[item] > 0 ? sum[item] / weight[item] : middle[item];
    let block = { count: 1, weight: own, start: wanted - offset[item] };
    for (let above = blocks.at(-1); above !== undefined && above.start >= block.start; above = blocks.at(-1)) {
      blocks.pop();
      const both = above.weight + block.weight;
      block = {
        count: above.count + block.count,
        weight: both,
        start: (above.start * above.weight + block.start * block.weight) / both,
      };
    }
    blocks.push(block);
  }
  let at = 0;
  for (const { count, start } of blocks) for (let i = 0; i < count; i++, at++) middle[layer[at]] = start + offset[layer[at]];
}

/** Gives all points of a line one height if nothing is in the way: that of a node at its end which has no other line there, otherwise their mean. */
function levelLines(
  { layers, layer, points, count }: Items,
  lines: readonly Line[],
  gap: (upper: number, lower: number) => number,
  middle: Float64Array,
): void {
  const place = new Int32Array(count);
  for (const own of layers) for (const [i, item] of own.entries()) place[item] = i;
  const { arriving, leaving } = countEnds(count, lines);
  for (const [line, { from, to }] of lines.entries()) {
    let [low, high, sum] = [-Infinity, Infinity, 0];
    for (const item of points[line]) {
      const own = layers[layer[item]];
      const [upper, lower] = [own[place[item] - 1], own[place[item] + 1]];
      if (upper !== undefined) low = Math.max(low, middle[upper] + gap(upper, item));
      if (lower !== undefined) high = Math.min(high, middle[lower] - gap(item, lower));
      sum += middle[item];
    }
    if (low > high) continue;
    const wanted = arriving[to] === 1 ? middle[to] : leaving[from] === 1 ? middle[from] : sum / points[line].length;
    for (const item of points[line]) middle[item] = Math.min(high, Math.max(low, wanted));
  }
}
