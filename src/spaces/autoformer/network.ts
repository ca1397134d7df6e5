/**
 * AutoFormer's vision transformers (Chen et al., ICCV 2021, arXiv 2107.00651): 16 x 16 patches, a class token, absolute and relative
 * positions, pre-norm layers whose heads have 64 numbers each, the mean over patches, a linear classifier.
 */
import { must } from '../../core/must.js';
import { createArchBuilder, squareConv, type ArchBuilder } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import type { AutoFormerGenotype } from './genotype.js';
import { addKeyPositions, addValuePositions, type PositionShape } from './relative-position.js';

interface AutoFormerNetwork {
  readonly classes: number;
  /** Height and width of the image, a multiple of the patch. */
  readonly size: number;
}

export const PATCH = 16;
const HEAD_DIM = 64;

const norm = (b: ArchBuilder, x: string, id: string): string =>
  b.add('layerNorm', [x], { axis: -1, eps: 1e-5, affine: true }, id);
const linear = (b: ArchBuilder, x: string, id: string, outFeatures: number): string =>
  b.add('linear', [x], { outFeatures, bias: true }, id);

/** Self-attention with relative positions: (B, N, E) to (B, N, E). */
export function addAttention(b: ArchBuilder, x: string, id: string, width: number, shape: PositionShape): string {
  const { heads, headDim, grid } = shape;
  const tokens = 1 + grid * grid;
  const inner = heads * headDim;
  const mixed = linear(b, x, `${id}.qkv`, 3 * inner);
  const headsOf = (name: string, i: number): string => {
    const part = b.add('slice', [mixed], { axis: 2, start: i * inner, end: (i + 1) * inner, step: 1 }, `${id}.${name}.part`);
    const split = b.add('reshape', [part], { shape: [0, tokens, heads, headDim] }, `${id}.${name}.split`);
    return b.add('transpose', [split], { permutation: [0, 2, 1, 3] }, `${id}.${name}`);
  };
  const [queries, keys, values] = [headsOf('q', 0), headsOf('k', 1), headsOf('v', 2)];
  const products = b.add(
    'matmul',
    [queries, b.add('transpose', [keys], { permutation: [0, 1, 3, 2] }, `${id}.k.t`)],
    {},
    `${id}.products`,
  );
  const placed = addKeyPositions(b, products, queries, shape, `${id}.kpos`);
  const attention = b.add(
    'softmax',
    [b.add('affine', [placed], { scale: headDim ** -0.5, shift: 0 }, `${id}.scaled`)],
    { axis: -1 },
    `${id}.attention`,
  );
  const attended = addValuePositions(
    b,
    b.add('matmul', [attention, values], {}, `${id}.attended`),
    attention,
    shape,
    `${id}.vpos`,
  );
  const joined = b.add(
    'reshape',
    [b.add('transpose', [attended], { permutation: [0, 2, 1, 3] }, `${id}.turned`)],
    { shape: [0, tokens, inner] },
    `${id}.joined`,
  );
  return linear(b, joined, `${id}.proj`, width);
}

/** Ids as in `l3.fc1`: layer 3. */
export function buildAutoFormer(
  { depth, embed_dim: width, mlp_ratio, num_heads }: AutoFormerGenotype,
  { classes, size }: AutoFormerNetwork,
  name: string,
): Architecture {
  const b = createArchBuilder();
  const grid = Math.floor(size / PATCH);
  const tokens = 1 + grid * grid;
  const image = b.input('image', [1, 3, size, size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  const patches = b.add('conv', [image], squareConv(width, PATCH, { stride: PATCH, padding: 0, bias: true }), 'patch');
  const listed = b.add(
    'transpose',
    [b.add('reshape', [patches], { shape: [0, width, grid * grid] }, 'patch.flat')],
    { permutation: [0, 2, 1] },
    'patch.list',
  );
  const token = b.add('parameter', [listed], { shape: [1, 1, width] }, 'token');
  const position = b.add('parameter', [], { shape: [1, tokens, width] }, 'position');
  let x = b.add('add', [b.add('concat', [token, listed], { axis: 1 }, 'tokens'), position], {}, 'placed');
  for (let layer = 0; layer < depth; layer++) {
    const id = `l${layer}`;
    const heads = must(num_heads[layer], 'the heads of a layer');
    b.group({ id, kind: 'block', stage: 0 });
    const attended = addAttention(b, norm(b, x, `${id}.norm1`), id, width, { heads, headDim: HEAD_DIM, grid });
    x = b.add('add', [x, attended], {}, `${id}.sum1`);
    const wide = linear(
      b,
      norm(b, x, `${id}.norm2`),
      `${id}.fc1`,
      Math.floor(width * must(mlp_ratio[layer], 'the ratio of a layer')),
    );
    x = b.add(
      'add',
      [x, linear(b, b.add('gelu', [wide], { approximate: 'none' }, `${id}.gelu`), `${id}.fc2`, width)],
      {},
      `${id}.sum2`,
    );
  }
  b.group({ id: 'head', kind: 'head', stage: 0 });
  const last = b.add('slice', [norm(b, x, 'norm')], { axis: 1, start: 1, end: tokens, step: 1 }, 'patches');
  return b.finish([linear(b, b.add('mean', [last], { axes: [1], keepDims: false }, 'mean'), 'fc', classes)], name);
}
