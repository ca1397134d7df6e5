/**
 * Zen-score: Gaussian complexity of the features (Lin et al., ICCV 2021, arXiv 2102.01063; code idstcv/ZenNAS).
 *
 *   D = mean over samples of the sum of |f(x) - f(z)|, f the map before the global pool, z = x + 0.01 e
 *   score = ln D + sum over batch norms of ln sqrt(mean over channels of the running variance after both forwards)
 * The running variance starts at 1 and takes two steps of momentum 0.1: 0.81 + 0.09 v1 + 0.1 v2, v the unbiased variances of the batches.
 *
 * Own pass: x and e are N(0,1), two forward passes with separate batch statistics, all weights N(0,1).
 * The network is scored as it is (as NASLib does); ZenNAS removes residual links while it searches.
 *
 * Shared pass (deviations): x are the run's images, z = x + n with noise of deviation 1, one forward with joint statistics, so v1 = v2.
 * Weights are the run's: a layer before a batch norm is brought to N(0,1)'s scale by dividing the variance by the weights' expected square,
 * which is exact, because batch norm removes the scale again; layers that no batch norm follows keep theirs.
 * Identical features (D = 0) have no score (NASLib: -1e8).
 *
 * `by=mean-field` runs nothing: see `mean-field-zen`.
 */
import { firstTap } from './taps.js';
import { lengthAt, product } from '../arch/ops/shapes.js';
import type { PassResult, Pass, TapValue } from '../runtime/passes/types.js';
import { meanFieldZen } from './mean-field-zen.js';
import { draws, isOwnPass, paperInit, passOption, repeatsOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import type { Evidence } from '../evidence/types.js';
import { defineProxy, scored, undefinedScore, type ProxyContext, type Score } from './types.js';

interface Options {
  readonly gamma: number;
  readonly repeats: number;
  readonly by: 'forward' | 'mean-field';
  readonly pass: PassOption;
}

function passesOf({ gamma, repeats, pass: option }: Options, context: ProxyContext): Pass[] {
  const own: Pass = { draw: 0, input: { kind: 'nearby', gamma }, norm: 'halves', ...paperInit('normal', context) };
  return draws(isOwnPass(option, context) ? own : sharedPass, repeats);
}

const distance = { kind: 'partner-distance', of: 'features' } as const;
const variance = { kind: 'norm-variance' } as const;

/** ln sqrt of the mean running variance of one batch norm after two steps; its variances are those of one set of samples or two. */
function logDeviation({ values, shape, source }: TapValue, meanSquare: ((node: string) => number) | undefined): number {
  const [samples, channels] = [lengthAt(shape, 0), lengthAt(shape, 1)];
  const sets = values.length / channels;
  const count = (samples / sets) * (product(shape) / samples / channels);
  const unbiased = count / (count - 1) / (meanSquare?.(source) ?? 1);
  let sum = 0;
  const last = values.subarray(values.length - channels);
  for (let c = 0; c < channels; c++) sum += 0.81 + unbiased * (0.09 * (values[c] ?? NaN) + 0.1 * (last[c] ?? NaN));
  return 0.5 * Math.log(sum / channels);
}

function scoreForward(evidence: Evidence, options: Options, context: ProxyContext): Score {
  const isOwn = isOwnPass(options.pass, context);
  let logD = 0;
  let norms = 0;
  for (const pass of passesOf(options, context)) {
    const distances = evidence.get(readingOf(pass, distance));
    if (!distances.ok) return undefinedScore(distances.reason);
    const of = firstTap(distances.value.taps).values;
    const d = Float64Array.from(of).reduce((sum, value) => sum + value, 0) / of.length;
    if (d === 0) return undefinedScore('features identical for both inputs (ln 0)');
    logD += Math.log(d) / options.repeats;
    const variances = evidence.get(readingOf(pass, variance));
    // A network without batch norm has nothing to add.
    if (variances.ok) norms += sumOfNorms(variances.value, isOwn) / options.repeats;
  }
  return scored(logD + norms, { lnD: logD, norms });
}

function sumOfNorms({ taps, meanSquares }: PassResult, isOwn: boolean): number {
  const scale = isOwn ? undefined : (node: string) => meanSquares.get(node) ?? 1;
  return taps.reduce((sum, tap) => sum + logDeviation(tap, scale), 0);
}

export const zen = defineProxy({
  id: 'zen',
  title: 'Zen-score: Gaussian complexity',
  paper: 'Lin et al. 2021, arXiv 2102.01063',
  note: "residual links stay (as NASLib); in the shared pass x is the run's images and the noise has deviation 1",
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    gamma: { kind: 'number', default: 0.01, min: 0, help: 'own pass: size of the step from x to z' },
    repeats: repeatsOption(32),
    by: {
      kind: 'choice',
      default: 'forward',
      choices: ['forward', 'mean-field'],
      help: 'a forward pass, or the variances expected at N(0,1) weights (approximate, nothing is run)',
    },
    pass: passOption,
  },
  requests(options, context) {
    if (options.by === 'mean-field') return [{ kind: 'architecture' }];
    return passesOf(options, context).flatMap((pass) => [readingOf(pass, distance), readingOf(pass, variance)]);
  },
  score(evidence, options, context) {
    if (options.by === 'forward') return scoreForward(evidence, options, context);
    const architecture = evidence.get({ kind: 'architecture' });
    return architecture.ok ? meanFieldZen(architecture.value) : undefinedScore(architecture.reason);
  },
});
