/**
 * epsilon: one network, run twice on one batch with every weight the same constant, first tiny, then large: how far do its
 * normalised outputs move? Gracheva, "Light and Accurate: Neural Architecture Search via Two Constant Shared Weights
 * Initialisations", 2023, arXiv 2302.04406; the definition is that of the author's code (egracheva/epsinas).
 *
 *   p = (y - min y) / (max y - min y) for the outputs y of each run; entries of p that are exactly 0 are undefined
 *   epsilon = mean |p1 - p2| over samples defined in both, divided by the mean of all defined entries of p1 and p2
 *
 * The outputs are the first logit of each sample (the paper builds the network with one class; all logits are equal). Where a network
 * gives a map or a sequence, every place of it is an output: the author's code flattens what comes out. One place would not do: a corner
 * beside zero padding is below the mean of its map and often 0 after a norm and ReLU, for all images. Norms use the statistics of the
 * batch, biases and shifts are 0.
 *
 * Deviations: the default arithmetic is `extended`, in which nothing underflows: it is defined wherever anything but zeros connects
 * input and output. `float32` is the paper's, where underflow is part of the definition. On NAS-Bench-201 it leaves 6,399 of 15,625
 * cells undefined, all those without a path of skips and pools, and these are *better* than the rest (median CIFAR-10 accuracy 91.97
 * against 89.49): a correlation that omits them says nothing about them. Recurrent cells are run over sequences of embedded words, and every
 * step of every sequence is a sample (`runtime/one-channel/run-steps.ts`). Undefined scores stay undefined; the paper's search counts
 * them as 0.
 */
import { must } from '../core/must.js';
import type { Arithmetic, ConstantRequest } from '../runtime/one-channel/types.js';
import { defineProxy, scored, undefinedScore, type ProxyContext, type Score } from './types.js';

/** The constants of the paper's NAS-Bench-201 runs, for spaces that name none. */
const paperWeights = [1e-7, 1] as const;

const arithmetics: readonly Arithmetic[] = ['extended', 'float32'];

interface EpsilonParts {
  /** Mean distance of the normalised outputs. */
  readonly mae: number;
  /** Mean normalised output. */
  readonly mean: number;
}

/** Outputs shifted and scaled to [0, 1], NaN where the result is exactly 0 (the smallest output among them) or undefined. */
function normalizeOutputs(outputs: Float64Array): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (const y of outputs) {
    if (y < low) low = y;
    if (y > high) high = y;
  }
  const normalized = new Float64Array(outputs.length);
  for (let i = 0; i < outputs.length; i++) normalized[i] = (must(outputs[i], 'an output') - low) / (high - low) || NaN;
  return normalized;
}

/** The two means that epsilon is the quotient of; NaN where nothing is defined to take a mean of. */
export function epsilonParts(first: Float64Array, second: Float64Array): EpsilonParts {
  const p = normalizeOutputs(first);
  const q = normalizeOutputs(second);
  let distance = 0;
  let pairs = 0;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < p.length; i++) {
    const a = p[i] ?? NaN;
    const b = q[i] ?? NaN;
    if (!Number.isNaN(a - b)) {
      distance += Math.abs(a - b);
      pairs++;
    }
    if (!Number.isNaN(a)) {
      sum += a;
      count++;
    }
    if (!Number.isNaN(b)) {
      sum += b;
      count++;
    }
  }
  return { mae: distance / pairs, mean: sum / count };
}

interface EpsilonOptions {
  readonly w1: number | undefined;
  readonly w2: number | undefined;
  readonly arithmetic: Arithmetic;
  readonly batch: number | undefined;
}

type Requests = readonly [ConstantRequest, ConstantRequest];

/** The last requests for each set of options: of one plan all scores read the same objects, by which evidence is found fastest. */
const lastRequests = new WeakMap<EpsilonOptions, { readonly context: ProxyContext; readonly requests: Requests }>();

function requestsOf(options: EpsilonOptions, context: ProxyContext): Requests {
  const last = lastRequests.get(options);
  if (last?.context === context) return last.requests;
  const requests = makeRequests(options, context);
  lastRequests.set(options, { context, requests });
  return requests;
}

function makeRequests({ w1, w2, arithmetic, batch }: EpsilonOptions, { space }: ProxyContext): Requests {
  const [first, second] = space?.constantWeights ?? paperWeights;
  const request = (weight: number): ConstantRequest =>
    Object.freeze({ kind: 'constant', weight, arithmetic, ...(batch === undefined ? {} : { batch }) });
  return [request(w1 ?? first), request(w2 ?? second)];
}

/** Said of transformers, so to people who may not know why a constant weight is a bad fit. */
const erased =
  'with one constant for all weights every channel is equal, and a layer norm over equal channels gives zero, so nothing of the images is left: ' +
  'use field, or for transformers w-pca or zerolm';

const isConstant = (outputs: Float64Array): boolean => outputs.every((y) => y === outputs[0]);

export const epsilon = defineProxy({
  id: 'epsilon',
  title: 'epsilon: two constant weights',
  paper: 'Gracheva 2023, arXiv 2302.04406',
  note:
    "arithmetic=float32 is the paper's: underflow leaves 6,399 of NAS-Bench-201's 15,625 cells undefined, and those are better than the rest; " +
    "the default, extended, is defined for every connected network; recurrent cells read words drawn by Zipf's law, with any data",
  published: { proxy: 'epsilon:arithmetic=float32', batch: 256, undefinedPolicy: 'omit' },
  direction: 'higher',
  seeded: false,
  sharedByCanonical: true,
  options: {
    w1: { kind: 'number', default: undefined, help: "first constant weight (default: the space's, else 1e-7)" },
    w2: { kind: 'number', default: undefined, help: "second constant weight (default: the space's, else 1)" },
    arithmetic: {
      kind: 'choice',
      default: 'extended',
      choices: arithmetics,
      help: "extended: nothing underflows; float32: the paper's",
    },
    batch: {
      kind: 'integer',
      default: undefined,
      min: 2,
      max: 65_536,
      help: "images (default: the run's batch; the paper's is 256)",
    },
  },
  requests: requestsOf,
  score(evidence, options, context): Score {
    const requests = requestsOf(options, context);
    const first = evidence.get(requests[0]);
    const second = evidence.get(requests[1]);
    if (!first.ok) return undefinedScore(first.reason);
    if (!second.ok) return undefinedScore(second.reason);
    if (first.value.values.length === 1)
      return undefinedScore('expected at least two images, got 1: outputs are compared between images (a batch of 2 or more)');
    if (!first.value.isConnected) return undefinedScore('no path from input to output');
    if (first.value.isErased === true && second.value.isErased === true) return undefinedScore(erased);
    // Powers of two cancel in the normalisation.
    const runs = [first.value.values, second.value.values] as const;
    const constant = requests.flatMap(({ weight }, i) => (isConstant(runs[i === 0 ? 0 : 1]) ? [`w=${weight}`] : []));
    if (constant.length > 0) return undefinedScore(`output constant for ${constant.join(' and ')}`);
    const parts = epsilonParts(...runs);
    const value = parts.mae / parts.mean;
    return Number.isNaN(value) ? undefinedScore('no sample has a defined output for both weights') : scored(value, { ...parts });
  },
});
