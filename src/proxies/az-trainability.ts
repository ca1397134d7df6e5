/**
 * AZ-NAS's trainability: whether blocks keep the size of gradients (Lee & Ham, CVPR 2024, arXiv 2403.19232; code cvlab-yonsei/AZ-NAS).
 *
 * Random signs are sent back through every block alone; A is the mean over samples and positions of the products of the gradient that
 * arrives at the block's input with the signs (at stride 2 the input's four pixels are channels), and sigma its largest singular value.
 * The score is the mean over blocks of - sigma - 1 / (sigma + 1e-6) + 2, at most 0. A block that passes gradients unchanged has no score
 * (the original: minus infinity).
 *
 * Inputs and weights are the paper's: N(0,1) and Kaiming normal (fan-in).
 */
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import type { Pass, TapValue } from '../runtime/passes/types.js';
import { paperInit } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

function requestOf(context: ProxyContext) {
  const pass: Pass = { draw: 0, input: { kind: 'normal' }, norm: 'joint', ...paperInit('kaiming-normal', context) };
  return readingOf(pass, { kind: 'block-responses', of: 'block-outputs' });
}

/** The largest singular value of a matrix of so many columns, row-major: from the products of its columns or rows, whichever are fewer. */
export function largestSingularValue(matrix: ArrayLike<number>, columns: number): number {
  const rows = matrix.length / columns;
  const [n, length, step, stride] = columns <= rows ? [columns, rows, 1, columns] : [rows, columns, columns, 1];
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += matrix[i * step + k * stride] * matrix[j * step + k * stride];
      products[i * n + j] = sum;
    }
  }
  return Math.sqrt(Math.max(0, symmetricEigenvalues(products, n)[n - 1]));
}

function sigmaOf({ values, shape }: TapValue): number {
  return values.length === 0 ? 0 : largestSingularValue(values.subarray(1), shape[1]);
}

export const azTrainability = defineProxy({
  id: 'az-trainability',
  title: 'AZ-NAS trainability: how blocks scale gradients',
  paper: 'Lee & Ham 2024, arXiv 2403.19232',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {},
  requests: (_, context) => [requestOf(context)],
  score(evidence, _, context) {
    const responses = evidence.get(requestOf(context));
    if (!responses.ok) return undefinedScore(responses.reason);
    const blocks = responses.value.taps.slice(1);
    if (blocks.length === 0) return undefinedScore('the network has fewer than 2 blocks');
    const unchanged = blocks.find(({ values }) => values[0] === 0);
    if (unchanged !== undefined) return undefinedScore(`gradients pass ${unchanged.group ?? unchanged.node} unchanged`);
    const sum = blocks.reduce((total, block) => {
      const sigma = sigmaOf(block);
      return total - sigma - 1 / (sigma + 1e-6) + 2;
    }, 0);
    return scored(sum / blocks.length, { blocks: blocks.length });
  },
});
