/**
 * The parts of FlexiBERT's layers that mix tokens without attention, on (B, heads, tokens, numbers of a head): two-dimensional Fourier and
 * cosine transforms, and the span-based dynamic convolution of ConvBERT (Jiang et al., NeurIPS 2020, arXiv 2008.02496).
 *
 * A transform is a product with fixed matrices on both sides, so its multiply-accumulates are those of the products, not of a fast transform.
 */
import type { ArchBuilder } from '../../arch/build.js';

/** Lengths of the two axes that are transformed. */
interface Plane {
  readonly tokens: number;
  readonly features: number;
}

type Matrix = 'cos' | 'sin' | 'cosine';

const entries: { readonly [matrix in Matrix]: (row: number, column: number, n: number) => number } = {
  cos: (row, column, n) => Math.cos((2 * Math.PI * ((row * column) % n)) / n),
  sin: (row, column, n) => Math.sin((2 * Math.PI * ((row * column) % n)) / n),
  cosine: (row, column, n) => 2 * Math.cos((Math.PI * row * (2 * column + 1)) / (2 * n)),
};

/** Values of a matrix are the same in every network, and rounded as a file rounds them. */
const made = new Map<string, readonly number[]>();

/** An n x n matrix of fixed numbers. */
function fixed(b: ArchBuilder, matrix: Matrix, n: number, id: string): string {
  const key = `${matrix} ${n}`;
  let values = made.get(key);
  if (values === undefined) {
    values = Array.from({ length: n * n }, (_, i) => Math.fround(entries[matrix](Math.floor(i / n), i % n, n)));
    made.set(key, values);
  }
  return b.add('constant', [], { shape: [n, n], values }, id);
}

const exchange = (b: ArchBuilder, x: string, id: string): string => b.add('transpose', [x], { permutation: [0, 1, 3, 2] }, id);

/** The matrix times x, along tokens and then along features. A fixed matrix on the right would be taken for a layer's weight where a file is read. */
function bothSides(b: ArchBuilder, x: string, matrix: Matrix, { tokens, features }: Plane, id: string): string {
  const rows = b.add('matmul', [fixed(b, matrix, tokens, `${id}.rows`), x], {}, `${id}.tokens`);
  const turned = exchange(b, rows, `${id}.turned`);
  return exchange(b, b.add('matmul', [fixed(b, matrix, features, `${id}.columns`), turned], {}, `${id}.features`), `${id}.back`);
}

/** The real part of the two-dimensional discrete Fourier transform: C x C - S x S. */
export function addFourier(b: ArchBuilder, x: string, plane: Plane, id: string): string {
  return b.add(
    'sub',
    [bothSides(b, x, 'cos', plane, `${id}.cos`), bothSides(b, x, 'sin', plane, `${id}.sin`)],
    {},
    `${id}.fourier`,
  );
}

/** The two-dimensional cosine transform of type II, not normalised. */
export function addCosine(b: ArchBuilder, x: string, plane: Plane, id: string): string {
  return bothSides(b, x, 'cosine', plane, `${id}.cosine`);
}

interface Span {
  readonly tokens: number;
  readonly heads: number;
  readonly headDim: number;
  readonly kernel: number;
}

/**
 * The convolution along tokens whose kernel, one for each token and head, is a softmax: (B, tokens, heads x D) and (B, tokens, heads x
 * kernel) to (B, tokens, heads, D).
 */
export function addSpanConvolution(
  b: ArchBuilder,
  values: string,
  kernels: string,
  { tokens, heads, headDim, kernel }: Span,
  id: string,
): string {
  const margin = (kernel - 1) / 2;
  const weights = b.add(
    'softmax',
    [b.add('reshape', [kernels], { shape: [0, tokens, heads, kernel, 1] }, `${id}.kernels`)],
    { axis: 3 },
    `${id}.weights`,
  );
  const padded = b.add('pad', [values], { pads: [0, margin, 0, 0, margin, 0], value: 0 }, `${id}.padded`);
  const taps = Array.from({ length: kernel }, (_, tap) => {
    const moved = b.add('slice', [padded], { axis: 1, start: tap, end: tap + tokens, step: 1 }, `${id}.tap${tap}`);
    return b.add('reshape', [moved], { shape: [0, tokens, heads, headDim, 1] }, `${id}.column${tap}`);
  });
  const windows = b.add('concat', taps, { axis: 4 }, `${id}.windows`);
  const mixed = b.add('matmul', [windows, weights], {}, `${id}.mixed`);
  return b.add('reshape', [mixed], { shape: [0, tokens, heads, headDim] }, `${id}.span`);
}
