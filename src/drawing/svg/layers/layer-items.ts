/** The layers of a graph: nodes as near to each other as their lines allow, and a point of every line in each layer that it passes. */
import type { Box, Items, Line, Link } from './types.js';

/** Layers from a node to the next: one lies between, for the label. */
const step = 2;
/** Rounds in which nodes come nearer to their neighbours; most cells need two. */
const mostRounds = 8;
/** Pieces of lines between two nodes, a node and a point, two points: long lines should be the straightest. */
const weights = [1, 2, 8];
/** Where both nodes have no other line on that side. */
const only = 16;

export function layerItems(nodes: readonly Box[], lines: readonly Line[]): Items {
  const rank = rankNodes(nodes.length, lines);
  const layerOf = [...rank];
  const width = nodes.map((node) => node.width);
  const height = nodes.map((node) => node.height);
  const links: Link[] = [];
  const labels: number[] = [];
  const isNode = (item: number): boolean => item < nodes.length;
  const { arriving, leaving } = countEnds(nodes.length, lines);
  const points = lines.map((line) => {
    const [first, last] = [rank[line.from], rank[line.to]];
    const labelled = (first + last) >> 1;
    const passed: number[] = [];
    const isOnly = leaving[line.from] === 1 && arriving[line.to] === 1;
    let left = line.from;
    for (let layer = first + 1; layer <= last; layer++) {
      const item = layer === last ? line.to : layerOf.push(layer) - 1;
      const ofPoints = Number(!isNode(left)) + Number(!isNode(item));
      links.push({ left, right: item, weight: isOnly ? only : weights[ofPoints] });
      left = item;
      if (layer === last) break;
      width.push(layer === labelled ? line.width : 0);
      height.push(layer === labelled ? line.height : 0);
      if (layer === labelled) labels.push(item);
      passed.push(item);
    }
    return passed;
  });
  const layers: number[][] = [];
  for (let item = 0; item < layerOf.length; item++) (layers[layerOf[item]] ??= []).push(item);
  return {
    count: layerOf.length,
    layer: Int32Array.from(layerOf),
    width: Float64Array.from(width),
    height: Float64Array.from(height),
    isNode: Uint8Array.from(layerOf, (_, item) => Number(isNode(item))),
    links,
    points,
    labels,
    layers: Array.from(layers, (layer) => layer ?? []),
  };
}

/** How many lines end and begin at each node. */
export function countEnds(
  nodes: number,
  lines: readonly Line[],
): { readonly arriving: Int32Array; readonly leaving: Int32Array } {
  const [arriving, leaving] = [new Int32Array(nodes), new Int32Array(nodes)];
  for (const { from, to } of lines) {
    leaving[from]++;
    arriving[to]++;
  }
  return { arriving, leaving };
}

/** The layer of every node, the first 0: as far to the left as its lines allow, then to where its lines are shortest. */
function rankNodes(count: number, lines: readonly Line[]): Int32Array {
  const rank = new Int32Array(count);
  const byHead = lines.toSorted((a, b) => a.to - b.to);
  for (const { from, to } of byHead) rank[to] = Math.max(rank[to], rank[from] + step);
  const into = nodeLines(count, lines, 'to');
  const outOf = nodeLines(count, lines, 'from');
  for (let round = 0, hasMoved = true; hasMoved && round < mostRounds; round++) {
    hasMoved = false;
    for (let node = count - 1; node >= 0; node--) {
      const { length: arriving } = into[node];
      const { length: leaving } = outOf[node];
      if (arriving === leaving) continue;
      let place = rank[node];
      if (leaving > arriving) place = Math.min(...outOf[node].map(({ to }) => rank[to] - step));
      else if (arriving > 0) place = Math.max(...into[node].map(({ from }) => rank[from] + step));
      hasMoved ||= place !== rank[node];
      rank[node] = place;
    }
  }
  const least = Math.min(...rank);
  return count === 0 ? rank : rank.map((place) => place - least);
}

function nodeLines(count: number, lines: readonly Line[], end: 'from' | 'to'): Line[][] {
  const lists = Array.from({ length: count }, (): Line[] => []);
  for (const line of lines) lists[line[end]].push(line);
  return lists;
}
