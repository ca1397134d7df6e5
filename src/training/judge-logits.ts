import { must } from '../core/must.js';
import type { OrtElements } from '../runtime/ort/types.js';

/** How many rows of logits are largest at their label; ties go to the first, as in PyTorch. */
export function countRight(logits: OrtElements, labels: ArrayLike<number>, count: number): number {
  const classes = logits.length / labels.length;
  let right = 0;
  for (let i = 0; i < count; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    if (placeOfLargest(row) === labels[i]) right++;
  }
  return right;
}

function placeOfLargest(row: OrtElements): number {
  let best = 0;
  let largest = row[0] ?? NaN;
  for (const [place, logit] of row.entries()) {
    if (!(logit > largest)) continue;
    best = place;
    largest = logit;
  }
  return best;
}

/** The sum of the cross-entropies of some rows of logits. */
export function sumCrossEntropy(logits: OrtElements, labels: ArrayLike<number>, count: number): number {
  const classes = logits.length / labels.length;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    let largest = -Infinity;
    for (const logit of row) largest = Math.max(largest, logit);
    let total = 0;
    for (const logit of row) total += Math.exp(logit - largest);
    sum += Math.log(total) + largest - must(row[must(labels[i], 'a label of each row')], 'a logit of each class');
  }
  return sum;
}
