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

/** Values of a matrix are the same in every network. */
const made = new Map<string, readonly number[]>();

/** An n x n matrix of fixed numbers. `isTurned`: with its rows and columns exchanged. */
function fixed(b: ArchBuilder, matrix: Matrix, n: number, isTurned: boolean, id: string): string {
  const key = `${matrix} ${n} ${isTurned}`;
  let values = made.get(key);
  if (values === undefined) {
    values = Array.from({ length: n * n }, (_, i) => {
      const [row, column] = [Math.floor(i / n), i % n];
      return isTurned ? entries[matrix](column, row, n) : entries[matrix](row, column, n);
    });
    made.set(key, values);
  }
  return b.add('constant', [], { shape: [n, n], values }, id);
}

/** Rows times x times columns. */
function bothSides(b: ArchBuilder, x: string, matrix: Matrix, { tokens, features }: Plane, id: string): string {
  const rows = b.add('matmul', [fixed(b, matrix, tokens, false, `${id}.rows`), x], {}, `${id}.tokens`);
  return b.add('matmul', [rows, fixed(b, matrix, features, true, `${id}.columns`)], {}, `${id}.features`);
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
