/**
 * Noise immunity (TNASSE; code cwtsaiai/TNASSE), the ancestor of PADS and ePADS.
 *
 * Images x and noisy copies x + n pass through two copies of the network. With e_p the mean squared difference of a pool's inputs,
 *   eta = ln(1e-10 + sum of e_p), gamma = sum of input channels of pools and convolutions, rho = convolutions / pools
 *   score = ln(gamma rho / eta)
 * over the calls that a gradient reaches. Where eta <= 0 there is no score (the original: 0), as without a pool.
 *
 * Own pass: batch statistics of images and copies apart, as in two networks. Shared pass: joint.
 */
import { firstNumber } from './taps.js';
import { firstShape, lengthAt } from '../arch/ops/shapes.js';
import { definitionOf, inferShapes, inputShapes } from '../arch/infer.js';
import type { Architecture } from '../arch/types.js';
import type { Pass } from '../runtime/passes/types.js';
import { isOwnPass, passOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

function requestOf(option: PassOption, context: ProxyContext) {
  const own: Pass = { ...sharedPass, norm: 'halves' };
  return readingOf(isOwnPass(option, context) ? own : sharedPass, { kind: 'partner-square', of: 'pool-inputs' });
}

/** Input channels of the convolutions that reach an output: layers with weights over maps. */
function convolutions(architecture: Architecture): number[] {
  const shapes = inferShapes(architecture, 1);
  const reached = new Set(architecture.outputs);
  const channels: number[] = [];
  for (const node of architecture.nodes.toReversed()) {
    if (!reached.has(node.id)) continue;
    for (const id of node.inputs) reached.add(id);
    if (definitionOf(node).role !== 'conv') continue;
    const input = firstShape(inputShapes(node, shapes));
    if (input.length > 2) channels.push(lengthAt(input, 1));
  }
  return channels;
}

export const noiseImmunity = defineProxy({
  id: 'noise-immunity',
  title: 'Noise immunity (TNASSE)',
  paper: 'TNASSE (code cwtsaiai/TNASSE)',
  note: 'in the shared pass batch statistics of images and noisy copies are joint, where the original runs two networks; undefined where pools see a mean squared difference below 1 in all: nearly all networks whose only pool is the global one at the end behind small activations (nas-bench-macro, zen-mobilenet), for which the original scores 0',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: { pass: passOption },
  requests: ({ pass }, context) => [requestOf(pass, context), { kind: 'architecture' }],
  score(evidence, { pass }, context) {
    const squares = evidence.get(requestOf(pass, context));
    const architecture = evidence.get({ kind: 'architecture' });
    if (!squares.ok) return undefinedScore(squares.reason);
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const pools = squares.value.taps.filter(({ reaches }) => reaches);
    const convs = convolutions(architecture.value);
    if (pools.length === 0 || convs.length === 0)
      return undefinedScore(`no ${pools.length === 0 ? 'pool' : 'convolution'} reaches the output`);
    const eta = Math.log(1e-10 + pools.reduce((sum, { values }) => sum + firstNumber(values), 0));
    if (eta <= 0) return undefinedScore('the noise hardly reaches the pools: eta is not positive (the original scores 0)');
    const gamma = [...pools.map(({ shape }) => lengthAt(shape, 1)), ...convs].reduce((a, b) => a + b, 0);
    return scored(Math.log((gamma * convs.length) / pools.length / eta), { eta, pools: pools.length, convs: convs.length });
  },
});
