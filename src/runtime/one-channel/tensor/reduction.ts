/**
 * Weighted sums over some axes of a tensor: a stored entry counts as often as it occurs.
 * Adjacent axes that are all reduced or all kept are walked as one block.
 */
import type { AxisLayout } from './axis-layout.js';
import { allocateLike, storedSize, type Numbers, type Tensor } from './tensor.js';

interface Block {
  readonly size: number;
  readonly reduced: boolean;
  /** Occurrences of each entry of a reduced block. */
  readonly counts: Float64Array;
}

/** Element i of the stored data belongs to group `group` with weight `weight`. */
type Visit = (element: number, group: number, weight: number) => void;

interface Reduction {
  /** Kept groups, in row-major order of the kept axes. */
  readonly groups: number;
  /** Values a group stands for, repetitions counted. */
  readonly total: number;
  walk(visit: Visit): void;
}

function blocksOf(axes: readonly AxisLayout[], isReduced: (axis: number) => boolean): Block[] {
  const blocks: Block[] = [];
  axes.forEach(({ stored, counts }, axis) => {
    const reduced = isReduced(axis);
    const last = blocks.at(-1);
    if (last === undefined || last.reduced !== reduced) blocks.push({ size: stored, reduced, counts });
    else {
      const merged = reduced
        ? Float64Array.from({ length: last.size * stored }, (_, i) => last.counts[Math.floor(i / stored)] * counts[i % stored])
        : counts;
      blocks[blocks.length - 1] = { size: last.size * stored, reduced, counts: merged };
    }
  });
  return blocks;
}

export function reductionOver(axes: readonly AxisLayout[], isReduced: (axis: number) => boolean): Reduction {
  const blocks = blocksOf(axes, isReduced);
  const groups = blocks.reduce((n, { size, reduced }) => (reduced ? n : n * size), 1);
  const total = axes.reduce((n, { length }, axis) => (isReduced(axis) ? n * length : n), 1);
  const walkBlocks = (at: number, element: number, group: number, weight: number, visit: Visit): void => {
    const { size, reduced, counts } = blocks[at];
    const isLast = at === blocks.length - 1;
    for (let i = 0; i < size; i++) {
      const ownElement = element * size + i;
      const ownGroup = reduced ? group : group * size + i;
      const ownWeight = reduced ? weight * counts[i] : weight;
      if (isLast) visit(ownElement, ownGroup, ownWeight);
      else walkBlocks(at + 1, ownElement, ownGroup, ownWeight, visit);
    }
  };
  return { groups, total, walk: (visit) => (blocks.length === 0 ? visit(0, 0, 1) : walkBlocks(0, 0, 0, 1, visit)) };
}

/**
 * Means of all groups, in double, taken around each group's first value: equal values have exactly that value as their mean,
 * so that a constant minus its mean is exactly zero.
 */
export function groupMeans(data: Numbers, { groups, total, walk }: Reduction): Float64Array {
  const pivots = new Float64Array(groups).fill(NaN);
  const sums = new Float64Array(groups);
  walk((element, group, weight) => {
    const value = data[element];
    if (Number.isNaN(pivots[group])) pivots[group] = value;
    sums[group] += weight * (value - pivots[group]);
  });
  return sums.map((sum, group) => pivots[group] + sum / total);
}

/** Biased variances of all groups, in double. */
export function groupVariances(data: Numbers, means: Float64Array, { groups, total, walk }: Reduction): Float64Array {
  const sums = new Float64Array(groups);
  walk((element, group, weight) => {
    const deviation = data[element] - means[group];
    sums[group] += weight * deviation * deviation;
  });
  return sums.map((sum) => sum / total);
}

/** The mean over some axes, which stay with length 1 in `keptAxes`. */
export function meanOver(x: Tensor, isReduced: (axis: number) => boolean, keptAxes: readonly AxisLayout[]): Tensor {
  const data = allocateLike(x.data, storedSize(keptAxes));
  data.set(groupMeans(x.data, reductionOver(x.axes, isReduced)));
  return { axes: keptAxes, data, exponent: x.exponent };
}
