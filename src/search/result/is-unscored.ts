import type { Combined } from '../../proxies/combine/index.js';

/**
 * Whether no candidate is better than another for want of scores: every score that takes part is undefined, or those with most of the
 * weight are, and the others tell no two candidates apart (of networks whose output depends on no input, ZiCo is 0).
 */
export function isUnscored(combined: Combined): boolean {
  const { values, weights } = combined;
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const missing = undefinedForAll(combined).reduce((sum, key) => sum + (weights[key] ?? 0), 0);
  return missing === total || (missing > total / 2 && values.every((value) => value === values[0]));
}

/** A sentence for people about candidates without a best one. */
export function unscoredNote(combined: Combined): string {
  const missing = undefinedForAll(combined);
  const others = Object.keys(combined.weights).filter((key) => !missing.includes(key));
  if (others.length === 0) return 'no architecture is the best: every score is undefined';
  return `no architecture is the best: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} undefined for all, ${others.join(', ')} the same for all`;
}

function undefinedForAll({ values, undefinedCounts }: Combined): readonly string[] {
  return Object.keys(undefinedCounts).filter((key) => undefinedCounts[key] === values.length);
}
