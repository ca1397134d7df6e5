/**
 * Orders what stands in each layer so that few lines cross: sweeps from left to right and back put everything at the mean place of its neighbours in the
 * layer before (Sugiyama, Tagawa & Toda 1981), and then neighbours change places where that removes crossings. The best order of all sweeps stays.
 */
import type { Items } from './types.js';

/** Sweeps without a better order after which the search ends. */
const patience = 4;
const mostSweeps = 24;

export function orderLayers(items: Items): void {
  const { layers } = items;
  const before = neighboursOf(items, 'right');
  const after = neighboursOf(items, 'left');
  const place = new Float64Array(items.count);
  const note = (layer: readonly number[]): void => {
    for (let i = 0; i < layer.length; i++) place[layer[i]] = i;
  };
  for (const layer of layers) note(layer);
  let fewest = crossingsOf(layers, after, place);
  let best = layers.map((layer) => [...layer]);
  for (let sweep = 0, idle = 0; sweep < mostSweeps && idle < patience && fewest > 0; sweep++) {
    const isForward = sweep % 2 === 0;
    const neighbours = isForward ? before : after;
    for (let i = 1; i < layers.length; i++) {
      const layer = layers[isForward ? i : layers.length - 1 - i];
      sortByMean(layer, neighbours, place, sweep % 4 > 1);
      note(layer);
    }
    exchange(layers, before, after, place);
    const crossings = crossingsOf(layers, after, place);
    idle++;
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = layers.map((layer) => [...layer]);
    idle = 0;
  }
  for (const [i, layer] of best.entries()) layers[i] = layer;
}

/** The neighbours of each item at the other end of its links, in the layer before (`right`: links that end here) or after. */
function neighboursOf({ count, links }: Items, end: 'left' | 'right'): number[][] {
  const lists = Array.from({ length: count }, (): number[] => []);
  const other = end === 'left' ? 'right' : 'left';
  for (const link of links) lists[link[end]].push(link[other]);
  return lists;
}

/** Sorts by the mean place of the neighbours; what has none stays where it is. @param isReversed equals change their order. */
function sortByMean(layer: number[], neighbours: readonly number[][], place: Float64Array, isReversed: boolean): void {
  const means = new Map<number, number>();
  for (const item of layer) {
    const own = neighbours[item];
    let sum = 0;
    for (let i = 0; i < own.length; i++) sum += place[own[i]];
    if (own.length > 0) means.set(item, sum / own.length);
  }
  const movable = layer.filter((item) => means.has(item));
  if (isReversed) movable.reverse();
  movable.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
  let next = 0;
  for (let i = 0; i < layer.length; i++) if (means.has(layer[i])) layer[i] = movable[next++];
}

/** Exchanges neighbours of a layer where fewer of their lines cross then, until none do. */
function exchange(
  layers: readonly number[][],
  before: readonly number[][],
  after: readonly number[][],
  place: Float64Array,
): void {
  for (let round = 0, hasChanged = true; hasChanged && round < layers.length; round++) {
    hasChanged = false;
    for (const layer of layers)
      for (let i = 1; i < layer.length; i++) {
        const [upper, lower] = [layer[i - 1], layer[i]];
        const gain =
          crossed(before[upper], before[lower], place) +
          crossed(after[upper], after[lower], place) -
          crossed(before[lower], before[upper], place) -
          crossed(after[lower], after[upper], place);
        if (gain <= 0) continue;
        layer[i - 1] = lower;
        layer[i] = upper;
        place[lower] = i - 1;
        place[upper] = i;
        hasChanged = true;
      }
  }
}

/** Crossings of the lines of two items, the first of which stands above the second. */
function crossed(upper: readonly number[], lower: readonly number[], place: Float64Array): number {
  let count = 0;
  for (let a = 0; a < upper.length; a++) for (let b = 0; b < lower.length; b++) if (place[upper[a]] > place[lower[b]]) count++;
  return count;
}

function crossingsOf(layers: readonly (readonly number[])[], after: readonly number[][], place: Float64Array): number {
  let count = 0;
  for (const layer of layers)
    for (let a = 0; a < layer.length; a++)
      for (let b = a + 1; b < layer.length; b++) count += crossed(after[layer[a]], after[layer[b]], place);
  return count;
}
