/** How many rows of logits are largest at their label; ties go to the first, as in PyTorch. */
export function countRight(logits: ArrayLike<number>, labels: ArrayLike<number>, count: number): number {
  const classes = logits.length / labels.length;
  let right = 0;
  for (let i = 0; i < count; i++) {
    let best = i * classes;
    for (let at = best + 1; at < (i + 1) * classes; at++) if (logits[at] > logits[best]) best = at;
    if (best - i * classes === labels[i]) right++;
  }
  return right;
}

/** The sum of the cross-entropies of some rows of logits. */
export function sumCrossEntropy(logits: ArrayLike<number>, labels: ArrayLike<number>, count: number): number {
  const classes = logits.length / labels.length;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const start = i * classes;
    let largest = -Infinity;
    for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[start + k]);
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(logits[start + k] - largest);
    sum += Math.log(total) + largest - logits[start + labels[i]];
  }
  return sum;
}
