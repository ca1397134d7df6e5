/**
 * The initialisations of the papers. fan_in: the inputs that one output reads; fan_out: the outputs that read one input (PyTorch's definition:
 * output channels times kernel area).
 */
import { product } from '../../arch/ops/shapes.js';
import type { Parameter } from '../../arch/parameters.js';
import { referenceUniform } from '../../core/reference-rng.js';
import { orthogonalize } from './orthogonal.js';
import { fillNormal, fillUniform } from './random-fill.js';
import type { DrawTensor, InitializerDefinition } from './types.js';

function uniform(bound: (parameter: Parameter) => number): DrawTensor {
  return (parameter, seed, purpose, room) => {
    const out = room(product(parameter.shape));
    fillUniform(out, bound(parameter), seed, purpose);
    return out;
  };
}

function normal(meanSquare: (parameter: Parameter) => number): Pick<InitializerDefinition, 'weight' | 'meanSquare'> {
  return {
    meanSquare,
    weight(parameter, seed, purpose, room) {
      const out = room(product(parameter.shape));
      fillNormal(out, Math.sqrt(meanSquare(parameter)), seed, purpose);
      return out;
    },
  };
}

const fanOut = ({ shape }: Parameter): number => shape[0] * product(shape.slice(2));
const defaultBound = ({ fanIn }: Parameter): number => 1 / Math.sqrt(fanIn);

/** Every way to draw weights; the first is the default. */
export const initializerIds = [
  'kaiming-uniform',
  'kaiming-normal',
  'kaiming-normal-out',
  'normal',
  'bert',
  'orthogonal',
  'constant',
  'reference',
] as const;
export type InitId = (typeof initializerIds)[number];

export const initializers: { readonly [id in InitId]: InitializerDefinition } = {
  'kaiming-uniform': {
    title: "PyTorch's default: uniform within 1/sqrt(fan_in), biases too",
    weight: uniform(defaultBound),
    bias: uniform(defaultBound),
    meanSquare: ({ fanIn }) => 1 / (3 * fanIn),
  },
  'kaiming-normal': { title: 'normal with variance 2/fan_in (AZ-NAS)', ...normal(({ fanIn }) => 2 / fanIn) },
  'kaiming-normal-out': { title: 'normal with variance 2/fan_out (TE-NAS)', ...normal((parameter) => 2 / fanOut(parameter)) },
  normal: { title: 'standard normal (Zen-score, SWAP)', ...normal(() => 1) },
  bert: { title: 'normal with deviation 0.02 (BERT and its kin, W-PCA)', ...normal(() => 0.02 ** 2) },
  orthogonal: {
    title: 'orthonormal rows or columns',
    weight(parameter, seed, purpose, room) {
      const rows = parameter.shape[0];
      const plain = room(product(parameter.shape));
      fillNormal(plain, 1, seed, purpose);
      return orthogonalize(plain, rows, plain.length / rows);
    },
    meanSquare: ({ shape }) => 1 / Math.max(shape[0], product(shape.slice(1))),
  },
  constant: { title: 'every weight 1', weight: 1, meanSquare: () => 1 },
  reference: {
    title: 'the deterministic weights, inputs and noise of the reference values',
    byNumber: true,
    weight(parameter) {
      const bound = defaultBound(parameter);
      return Float32Array.from(
        { length: product(parameter.shape) },
        (_, j) => (2 * referenceUniform(parameter.weightNumber, j) - 1) * bound,
      );
    },
    meanSquare: ({ fanIn }) => 1 / (3 * fanIn),
  },
};

/** Not drawn: the weights in a model's file (`storedWeights`). */
export const keepInit = 'keep';
export const defaultInit: InitId = 'kaiming-uniform';
