/**
 * Extremely randomised trees (Geurts, Ernst & Wehenkel 2006): every node draws a third of the features and one threshold of each, and takes the
 * split that leaves the least variance. The forest's mean is the prediction; how its trees differ, with what their leaves hold, the deviation.
 */
import { createRng, type Rng } from '../../core/rng.js';
import type { Prediction, Regressor, RegressorDefinition, TrainingData } from './types.js';

type Tree =
  | { readonly mean: number; readonly variance: number }
  | { readonly feature: number; readonly threshold: number; readonly below: Tree; readonly above: Tree };

const trees = 100;
const smallestLeaf = 3;
/** Share of the features that a node draws. */
const drawnShare = 1 / 3;

function grow(rows: readonly Float64Array[], targets: Float64Array, members: readonly number[], rng: Rng): Tree {
  const { mean, variance } = momentsOf(targets, members);
  if (members.length < 2 * smallestLeaf || variance < 1e-12) return { mean, variance };
  const width = rows[0].length;
  let best: { readonly feature: number; readonly threshold: number; readonly left: number } | undefined;
  for (let draw = Math.max(1, Math.ceil(width * drawnShare)); draw > 0; draw--) {
    const feature = rng.int(width);
    let low = Infinity;
    let high = -Infinity;
    for (const i of members) {
      low = Math.min(low, rows[i][feature]);
      high = Math.max(high, rows[i][feature]);
    }
    if (!(high > low)) continue;
    const threshold = low + rng.next() * (high - low);
    const left = varianceLeft(rows, targets, members, feature, threshold);
    if (best === undefined || left < best.left) best = { feature, threshold, left };
  }
  if (best === undefined || best.left === Infinity) return { mean, variance };
  const { feature, threshold } = best;
  return {
    feature,
    threshold,
    below: grow(
      rows,
      targets,
      members.filter((i) => rows[i][feature] < threshold),
      rng,
    ),
    above: grow(
      rows,
      targets,
      members.filter((i) => rows[i][feature] >= threshold),
      rng,
    ),
  };
}

function momentsOf(targets: Float64Array, members: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = members.reduce((sum, i) => sum + targets[i], 0) / members.length;
  return { mean, variance: members.reduce((sum, i) => sum + (targets[i] - mean) ** 2, 0) / members.length };
}

/** Sum of squares around the means of both sides; Infinity where one would be smaller than a leaf. */
function varianceLeft(
  rows: readonly Float64Array[],
  targets: Float64Array,
  members: readonly number[],
  feature: number,
  threshold: number,
): number {
  let [count, sum, squares, countBelow, sumBelow] = [0, 0, 0, 0, 0];
  for (const i of members) {
    const target = targets[i];
    count++;
    sum += target;
    squares += target * target;
    if (rows[i][feature] >= threshold) continue;
    countBelow++;
    sumBelow += target;
  }
  const countAbove = count - countBelow;
  if (countBelow < smallestLeaf || countAbove < smallestLeaf) return Infinity;
  return squares - sumBelow ** 2 / countBelow - (sum - sumBelow) ** 2 / countAbove;
}

function leafOf(tree: Tree, row: Float64Array): { readonly mean: number; readonly variance: number } {
  let at = tree;
  while ('feature' in at) at = row[at.feature] < at.threshold ? at.below : at.above;
  return at;
}

function learn({ rows, targets, prior, seed }: TrainingData): Regressor {
  const withPrior = (row: Float64Array, own: number): Float64Array => {
    const longer = new Float64Array(row.length + 1);
    longer.set(row);
    longer[row.length] = own;
    return longer;
  };
  const own = rows.map((row, i) => withPrior(row, prior[i]));
  const rng = createRng(seed, 'forest');
  const forest = Array.from({ length: trees }, () => grow(own, targets, [...own.keys()], rng));
  const predict = (row: Float64Array, ownPrior: number): Prediction => {
    const at = withPrior(row, ownPrior);
    let [sum, squares, inside] = [0, 0, 0];
    for (const tree of forest) {
      const { mean, variance } = leafOf(tree, at);
      sum += mean;
      squares += mean * mean;
      inside += variance;
    }
    const mean = sum / trees;
    return { mean, deviation: Math.sqrt(Math.max(1e-9, squares / trees - mean * mean + inside / trees)) };
  };
  return { predict, mean: (row, ownPrior) => predict(row, ownPrior).mean };
}

export const forest: RegressorDefinition = {
  id: 'forest',
  title: '100 extremely randomised trees',
  tune: () => ({}),
  learn,
};
