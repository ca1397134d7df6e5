/**
 * MeCo: smallest eigenvalues of the correlation of feature maps (Jiang et al., NeurIPS 2023; code HamsterMimi/MeCo).
 *
 * Every leaf module's output for one sample is read as channels x pixels; its correlation matrix (undefined entries 0, the diagonal too) has
 * a smallest eigenvalue; the score is their sum. MeCo-opt takes 8 random channels of each map and weights its eigenvalue by C / 8, which
 * undoes MeCo's fall with width.
 *
 * Deviation: the original hooks containers too and so counts a map once for every level of nesting; here each leaf call counts once.
 * Own pass: one N(0,1) image of 3x64x64 alone (the library's version), or with `input=image` the first image alone (the NAS-Bench-201
 * script's); default weights. Shared pass: the first image of the batch, statistics of the complete batch.
 * Maps with no more pixels than channels have a singular matrix and count 0 without being computed.
 */
import { sideOf } from '../core/linear-algebra/side-of.js';
import { smallestEigenvalue } from '../core/linear-algebra/smallest-eigenvalue.js';
import { createRng } from '../core/rng.js';
import type { Pass, ReadingValues } from '../runtime/passes/types.js';
import { isOwnPass, passOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

interface Options {
  readonly input: 'noise' | 'image';
  readonly channels: number;
  readonly pass: PassOption;
}

function requestOf({ input, channels, pass: option }: Options, context: ProxyContext) {
  const own: Pass = {
    draw: 0,
    batch: 1,
    input: input === 'noise' ? { kind: 'normal', size: 64 } : { kind: 'images' },
    norm: 'joint',
  };
  const pass = isOwnPass(option, context) ? own : sharedPass;
  return readingOf(pass, {
    kind: 'channel-moments',
    of: 'leaf-outputs',
    samples: 'first',
    centred: true,
    ifSingular: channels === 0 ? 'none' : 'keep',
  });
}

/** Of a covariance: passes compute in float32. */
const float32Rounding = 2 ** -24;

let spare = new Float64Array(0);

/** Zeros, in the room of the matrix before: maps of 512 channels have one of 2 MB each, which would be page faults and garbage. */
function room(length: number): Float64Array {
  if (spare.length < length) spare = new Float64Array(length);
  return spare.subarray(0, length).fill(0);
}

/** Smallest eigenvalue of the correlation matrix of some channels of a covariance; 0 entries where a channel is constant. */
export function smallestCorrelation(covariance: ReadingValues, total: number, channels: readonly number[]): number {
  const n = channels.length;
  const deviations = Float64Array.from(channels, (channel) =>
    Math.sqrt(Math.max(0, covariance[channel * total + channel] ?? NaN)),
  );
  const correlation = room(n * n);
  channels.forEach((channel, i) => {
    const row = channel * total;
    const deviation = deviations[i] ?? NaN;
    for (let j = 0; j < n; j++) {
      const scale = deviation * (deviations[j] ?? NaN);
      if (scale > 0) correlation[i * n + j] = i === j ? 1 : (covariance[row + (channels[j] ?? NaN)] ?? NaN) / scale;
    }
  });
  return smallestEigenvalue(correlation, n, n * float32Rounding);
}

export const meco = defineProxy({
  id: 'meco',
  title: 'MeCo: smallest eigenvalues of feature correlations',
  paper: 'Jiang et al. 2023, NeurIPS (code HamsterMimi/MeCo)',
  note: 'counts each leaf call once, where the original also counts containers; channels=8 is MeCo-opt',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    channels: { kind: 'integer', default: 0, min: 0, max: 65_536, help: 'random channels of each map (MeCo-opt: 8); 0: all' },
    input: {
      kind: 'choice',
      default: 'noise',
      choices: ['noise', 'image'],
      help: 'own pass: one 64x64 image of noise, or the first image',
    },
    pass: passOption,
  },
  requests: (options, context) => [requestOf(options, context)],
  score(evidence, options, context) {
    const moments = evidence.get(requestOf(options, context));
    if (!moments.ok) return undefinedScore(moments.reason);
    const known = new Map<ReadingValues, number>();
    let sum = 0;
    moments.value.taps.forEach(({ values, node }) => {
      const total = sideOf(values);
      if (total === 0) return;
      const all = Array.from({ length: total }, (_, c) => c);
      if (options.channels > 0) {
        const drawn = createRng(context.seed ?? 0, `meco channels ${node}`)
          .shuffle(all)
          .slice(0, options.channels);
        sum += (smallestCorrelation(values, total, drawn) * total) / Math.min(options.channels, total);
        return;
      }
      const value = known.get(values) ?? smallestCorrelation(values, total, all);
      known.set(values, value);
      sum += value;
    });
    return scored(sum, { leaves: moments.value.taps.length });
  },
});
