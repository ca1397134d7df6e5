/**
 * Whether a column of accuracies mixes fractions (0.7333) with percentages (83.35). Failed networks do have 1 % or less (chance among 100 classes or
 * more), so small values alone are no sign: a value counts if, times 100, it would be an accuracy like the others, at least half their median and
 * not far above their best. Columns with values in between (losses, times) are not mixed.
 */
export function countFractions(values: ArrayLike<number>): { readonly fractions: number; readonly example: number } {
  const none = { fractions: 0, example: NaN };
  const percents: number[] = [];
  const small: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || value === 0) continue;
    if (value < 0 || value > 100 || (value > 1 && value <= 3)) return none;
    (value > 1 ? percents : small).push(value);
  }
  if (percents.length === 0 || small.length === 0) return none;
  percents.sort((a, b) => a - b);
  const median = percents[percents.length >> 1];
  const best = percents[percents.length - 1];
  const fractions = small.filter((value) => 100 * value >= 0.5 * median && 100 * value <= 1.2 * best);
  return fractions.length === 0 ? none : { fractions: fractions.length, example: fractions[0] };
}
