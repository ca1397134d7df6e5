/**
 * GradSign: how far the gradients of single images agree in sign (Zhang & Jia, ICLR 2022, arXiv 2110.08616; code cmu-catalyst/GradSign).
 *
 * Each image is a separate batch, with separate statistics in norms; the score is the sum over weights of |sum over images of sign(gradient)|.
 * `per=weight` divides by the number of weights, as one of the two published copies does.
 */
import { firstNumber } from './taps.js';
import { product } from '../arch/ops/shapes.js';
import { parametersOf } from '../arch/parameters.js';
import type { Pass } from '../runtime/passes/types.js';
import { crossEntropy } from './layer-sums.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const singleImages: Pass = { draw: 0, input: { kind: 'images' }, norm: 'each' };
const request = readingOf(singleImages, { kind: 'weight-agreement', of: 'weighted-outputs', loss: crossEntropy });

export const gradsign = defineProxy({
  id: 'gradsign',
  title: 'GradSign: agreement of the signs of gradients',
  paper: 'Zhang & Jia 2022, arXiv 2110.08616',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    per: {
      kind: 'choice',
      default: 'network',
      choices: ['network', 'weight'],
      help: 'the sum over weights, or their mean: the two published copies differ',
    },
  },
  requests: ({ per }) => (per === 'weight' ? [request, { kind: 'architecture' }] : [request]),
  score(evidence, { per }) {
    const layers = evidence.get(request);
    if (!layers.ok) return undefinedScore(layers.reason);
    const sum = layers.value.taps.reduce((total, { values }) => total + firstNumber(values), 0);
    if (per === 'network') return scored(sum);
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const counted = new Set(layers.value.taps.map(({ node }) => node));
    const weights = [...parametersOf(architecture.value).values()]
      .flat()
      .filter(({ role, node }) => role === 'weight' && counted.has(node))
      .reduce((total, { shape }) => total + product(shape), 0);
    return scored(sum / weights);
  },
});
