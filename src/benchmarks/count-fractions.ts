/**
 * Whether a column of accuracies mixes fractions (0.7333) with percentages (83.35). Failed networks do have 1 % or less (chance among 100 classes or
 * more), so small values alone are no sign: a value counts if, times 100, it would be an accuracy like the others, at least half their median and
 * not far above their best. 1 itself is chance among 100 classes, no network that never errs. Columns with values in between (losses, times) are not mixed.
 */
export function countFractions(values: ArrayLike<number>): { readonly fractions: number; readonly example: number } {
  const none = { fractions: 0, example: NaN };
  const percents: number[] = [];
  const small: number[] = [];
  for (const value of Array.from(values)) {
    if (!Number.isFinite(value) || value === 0) continue;
    if (value < 0 || value > 100 || (value > 1 && value <= 3)) return none;
    (value > 1 ? percents : small).push(value);
  }
  percents.sort((a, b) => a - b);
  const median = percents[percents.length >> 1];
  const best = percents.at(-1);
  if (median === undefined || best === undefined) return none;
  const fractions = small.filter((value) => value !== 1 && 100 * value >= 0.5 * median && 100 * value <= 1.2 * best);
  return { fractions: fractions.length, example: fractions[0] ?? NaN };
}
