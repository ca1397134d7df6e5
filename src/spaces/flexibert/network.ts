/**
 * FlexiBERT's encoders (Tuli et al., JAIR 2023, arXiv 2205.11656) as NAS-Bench-BERT scores them (Serianni & Kalita, ACL 2023, arXiv 2306.00288;
 * code aaronserianni/training-free-nas, modeling_electra.py): ELECTRA's embeddings of 128 numbers, a projection where the layers are wider,
 * then a layer of each operation. Transforms have no residual, as in that code. Ids as in `l3.ff1`.
 *
 * Deviation: the released scores and params were computed at a width of 256 and feed-forward parts of 1,024 for every genotype; here each
 * genotype has the widths it names.
 */
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { shortestFloat } from '../../core/shortest-float.js';
import type { EncoderLayer, FlexiBert } from './genotype.js';
import { addCosine, addFourier, addSpanConvolution } from './transforms.js';

export interface TextNetwork {
  /** Tokens of a text. */
  readonly tokens: number;
  readonly vocabulary: number;
  /** Outputs of the classifier; 0: the last hidden states. */
  readonly classes: number;
}

/** Positions that ELECTRA learns. */
export const POSITIONS = 512;
const EMBEDDED = 128;
const SEGMENTS = 2;

const norm = (b: ArchBuilder, x: string, id: string): string =>
  b.add('layerNorm', [x], { axis: -1, eps: 1e-12, affine: true }, id);
const linear = (b: ArchBuilder, x: string, id: string, outFeatures: number, bias = true): string =>
  b.add('linear', [x], { outFeatures, bias }, id);
const gelu = (b: ArchBuilder, x: string, id: string): string => b.add('gelu', [x], { approximate: 'none' }, id);

/** What an operation mixes: heads of D numbers for each token. */
interface Heads {
  readonly tokens: number;
  readonly heads: number;
  readonly headDim: number;
}

/** (B, tokens, heads x D) to (B, heads, tokens, D). */
function split(b: ArchBuilder, x: string, { tokens, heads, headDim }: Heads, id: string): string {
  const parts = b.add('reshape', [x], { shape: [0, tokens, heads, headDim] }, `${id}.split`);
  return b.add('transpose', [parts], { permutation: [0, 2, 1, 3] }, `${id}.heads`);
}

/** (B, heads, tokens, D) to (B, tokens, heads, D). */
const turned = (b: ArchBuilder, x: string, id: string): string =>
  b.add('transpose', [x], { permutation: [0, 2, 1, 3] }, `${id}.turned`);

type Attended = readonly [queries: string, keys: string, values: string];

/** Softmax of the products of queries and keys, times the values: (B, tokens, heads, D). */
function attend(b: ArchBuilder, [queries, keys, values]: Attended, shape: Heads, id: string): string {
  const [q, k, v] = [split(b, queries, shape, `${id}.q`), split(b, keys, shape, `${id}.k`), split(b, values, shape, `${id}.v`)];
  const products = b.add(
    'matmul',
    [q, b.add('transpose', [k], { permutation: [0, 1, 3, 2] }, `${id}.k.t`)],
    {},
    `${id}.products`,
  );
  const scaled = b.add(
    'affine',
    [products],
    { scale: shortestFloat(Math.fround(shape.headDim ** -0.5)), shift: 0 },
    `${id}.scaled`,
  );
  const shares = b.add('softmax', [scaled], { axis: -1 }, `${id}.attention`);
  return turned(b, b.add('matmul', [shares, v], {}, `${id}.attended`), id);
}

function queriesKeysValues(b: ArchBuilder, x: string, width: number, id: string): Attended {
  const row = (name: string): string => linear(b, x, `${id}.${name}`, width);
  return [row('query'), row('key'), row('value')];
}

/** Each operation: (B, tokens, hidden) to (B, tokens, heads, D). */
const mixers: {
  readonly [type in EncoderLayer['operation_type']]: (
    b: ArchBuilder,
    x: string,
    layer: EncoderLayer,
    shape: Heads,
    id: string,
  ) => string;
} = {
  SA(b, x, { operation_parameter }, shape, id) {
    const width = shape.heads * shape.headDim;
    const [query, key, value] = queriesKeysValues(b, x, width, id);
    const queries = operation_parameter === 'WMA' ? linear(b, query, `${id}.weight`, width, false) : query;
    return attend(b, [queries, key, value], shape, id);
  },
  LT(b, x, { operation_parameter }, shape, id) {
    const { tokens, heads, headDim } = shape;
    const parts = split(b, linear(b, x, `${id}.input`, heads * headDim), shape, `${id}.input`);
    const transform = operation_parameter === 'DFT' ? addFourier : addCosine;
    return turned(b, transform(b, parts, { tokens, features: headDim }, id), id);
  },
  DSC(b, x, { operation_parameter }, { tokens, heads: all, headDim }, id) {
    // Half of the heads attend, the other half convolve.
    const kernel = Number(operation_parameter);
    const heads = all / 2;
    const width = heads * headDim;
    const shape = { tokens, heads, headDim };
    const [query, key, value] = queriesKeysValues(b, x, width, id);
    const channelsFirst = b.add('transpose', [x], { permutation: [0, 2, 1] }, `${id}.channels`);
    const wide = all * headDim;
    const window = { stride: [1], dilation: [1] };
    const margin = (kernel - 1) / 2;
    const depthwise = b.add(
      'conv',
      [channelsFirst],
      { ...window, outChannels: wide, kernel: [kernel], padding: [margin, margin], groups: wide, bias: false },
      `${id}.depthwise`,
    );
    const pointwise = b.add(
      'conv',
      [depthwise],
      { ...window, outChannels: width, kernel: [1], padding: [0, 0], groups: 1, bias: true },
      `${id}.pointwise`,
    );
    const spans = b.add('transpose', [pointwise], { permutation: [0, 2, 1] }, `${id}.spans`);
    const kernels = linear(b, b.add('mul', [spans, query], {}, `${id}.met`), `${id}.kernel`, heads * kernel);
    const convolved = addSpanConvolution(b, linear(b, x, `${id}.conv`, width), kernels, { ...shape, kernel }, id);
    return b.add('concat', [attend(b, [query, key, value], shape, id), convolved], { axis: 2 }, `${id}.joined`);
  },
};

/** One layer: (B, tokens, hidden) to the same. */
export function addLayer(b: ArchBuilder, x: string, layer: EncoderLayer, hidden: number, tokens: number, id: string): string {
  const heads = layer.num_operation_heads;
  const mixed = mixers[layer.operation_type](b, x, layer, { tokens, heads, headDim: hidden / heads }, id);
  let y = b.add('reshape', [mixed], { shape: [0, tokens, hidden] }, `${id}.flat`);
  if (layer.operation_type !== 'LT') {
    const out = linear(b, y, `${id}.out`, hidden);
    y = norm(b, b.add('add', [out, x], {}, `${id}.sum1`), `${id}.norm1`);
  }
  let wide = y;
  for (let i = 0; i < layer.num_feed_forward; i++)
    wide = gelu(b, linear(b, wide, `${id}.ff${i}`, layer.feed_forward_dimension), `${id}.gelu${i}`);
  return norm(b, b.add('add', [linear(b, wide, `${id}.ffout`, hidden), y], {}, `${id}.sum2`), `${id}.norm2`);
}

export function buildFlexiBert(
  { hidden_size: hidden, encoder_layers }: FlexiBert,
  { tokens, vocabulary, classes }: TextNetwork,
  name: string,
): Architecture {
  const b = createArchBuilder();
  const ids = b.input('tokens', [1, tokens]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  const words = b.add('embedding', [ids], { count: vocabulary, features: EMBEDDED }, 'words');
  const rows = (table: string, end: number): string =>
    b.add('slice', [table], { axis: 1, start: 0, end, step: 1 }, `${table}.used`);
  const segment = rows(b.add('parameter', [], { shape: [1, SEGMENTS, EMBEDDED] }, 'segments'), 1);
  const positions = rows(b.add('parameter', [], { shape: [1, POSITIONS, EMBEDDED] }, 'positions'), tokens);
  const typed = b.add('add', [words, segment], {}, 'typed');
  let x = norm(b, b.add('add', [typed, positions], {}, 'placed'), 'norm');
  if (hidden !== EMBEDDED) x = linear(b, x, 'project', hidden);
  encoder_layers.forEach((layer, i) => {
    b.group({ id: `l${i}`, kind: 'block', stage: 0 });
    x = addLayer(b, x, layer, hidden, tokens, `l${i}`);
  });
  if (classes === 0) return b.finish([x], name);
  b.group({ id: 'head', kind: 'head', stage: 0 });
  const first = b.add('slice', [x], { axis: 1, start: 0, end: 1, step: 1 }, 'first');
  const dense = linear(b, b.add('reshape', [first], { shape: [0, hidden] }, 'first.flat'), 'dense', hidden);
  return b.finish([linear(b, gelu(b, dense, 'dense.gelu'), 'classifier', classes)], name);
}
