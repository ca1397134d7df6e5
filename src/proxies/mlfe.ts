/**
 * MLFE: local entropy of the last feature maps (Ning Wu et al., code NingW3028/MLFE, 2026).
 *
 * From every map of the last three cells (or blocks), 3x3 patches over all channels on a 4x4 grid of places. For a patch of N values
 *   DE = entropy in bits of a histogram with N equal bins between smallest and largest (0 for a constant patch)
 *   CE = entropy in bits of softmax(|values|)
 * r of a map is the sum of DE CE over its patches. With the r that are not 0 in order and D the differences largest - smallest, second largest
 * - second smallest, ..., the score is max(D) times the sum of r (the README's erratum; the manuscript's ln max(D) is obsolete).
 *
 * Own pass: one all-ones image, default weights, running statistics. Shared pass: the first image of the batch, batch statistics.
 * Choices of ours where the code's are not known: patch centres are spread evenly from 1 to side - 2 and rounded; each leaf's map counts
 * once, those of containers are not repeated; maps under 3x3 are left out.
 */
import type { Pass, ReadingValues } from '../runtime/passes/types.js';
import type { Shape } from '../arch/types.js';
import { isOwnPass, passOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

function requestOf(option: PassOption, context: ProxyContext) {
  const own: Pass = { draw: 0, batch: 1, input: { kind: 'ones' }, norm: 'running' };
  return readingOf(isOwnPass(option, context) ? own : sharedPass, { kind: 'values', of: 'late-leaf-outputs', samples: 'first' });
}

function entropyBits(shares: Iterable<number>): number {
  let entropy = 0;
  for (const share of shares) if (share > 0) entropy -= share * Math.log2(share);
  return entropy;
}

/** DE, CE and their product. */
export function patchEntropy(values: ArrayLike<number>): { readonly de: number; readonly ce: number } {
  const n = values.length;
  let [low, high, largest] = [Infinity, -Infinity, 0];
  for (let i = 0; i < n; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
    largest = Math.max(largest, Math.abs(values[i]));
  }
  const bins = new Float64Array(n);
  const weights = new Float64Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (high > low) bins[Math.min(n - 1, Math.floor(((values[i] - low) / (high - low)) * n))] += 1 / n;
    weights[i] = Math.exp(Math.abs(values[i]) - largest);
    total += weights[i];
  }
  return { de: entropyBits(bins), ce: entropyBits(weights.map((weight) => weight / total)) };
}

/** r of one map: channels x height x width. */
function localEntropy(values: ReadingValues, [, channels, height, width]: Shape): number {
  const centres = (side: number): number[] => Array.from({ length: 4 }, (_, i) => Math.round(1 + (i * (side - 3)) / 3));
  const patch = new Float64Array(9 * channels);
  let sum = 0;
  for (const y of centres(height)) {
    for (const x of centres(width)) {
      let at = 0;
      for (let c = 0; c < channels; c++)
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) patch[at++] = values[(c * height + y + dy) * width + x + dx];
      const { de, ce } = patchEntropy(patch);
      sum += de * ce;
    }
  }
  return sum;
}

/** max(D) times the sum of r. */
export function combineEntropies(entropies: readonly number[]): number {
  const r = entropies.filter((value) => value !== 0).toSorted((a, b) => a - b);
  if (r.length === 0) return 0;
  return (r[r.length - 1] - r[0]) * r.reduce((a, b) => a + b, 0);
}

export const mlfe = defineProxy({
  id: 'mlfe',
  title: 'MLFE: local entropy of the last feature maps',
  paper: 'Ning Wu et al. 2026 (code NingW3028/MLFE)',
  note: 'places of the patches are our choice; containers are not counted again',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: { pass: passOption },
  requests: ({ pass }, context) => [requestOf(pass, context)],
  score(evidence, { pass }, context) {
    const maps = evidence.get(requestOf(pass, context));
    if (!maps.ok) return undefinedScore(maps.reason);
    const large = maps.value.taps.filter(({ shape }) => shape.length === 4 && shape[2] >= 3 && shape[3] >= 3);
    if (large.length === 0) return undefinedScore('no map of the last three cells holds a 3x3 patch');
    return scored(combineEntropies(large.map(({ values, shape }) => localEntropy(values, shape))), { maps: large.length });
  },
});
