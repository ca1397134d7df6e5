/** Small models whose operators came with networks other than classifiers, for the fuzz: dense prediction, sequences, attention, quantised, fused. */
import type { OnnxNode } from '../src/onnx/proto/types.js';
import { float, floats, image, int, integers, ints, node, onnxModel } from './onnx-graph.js';

const text = (value: string): { readonly text: string } => ({ text: value });
const fused = (own: OnnxNode): OnnxNode => ({ ...own, domain: 'com.microsoft' });
const microsoft = { 'com.microsoft': 1 };
const bytesOf = (name: string, type: 'int8' | 'uint8', dims: readonly number[], step = 7) => ({
  name,
  type,
  dims,
  bytes: Uint8Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => (i * step) & 0xff),
});

/** A network that makes maps smaller and larger again, with two outputs and tails that decode them. */
const pyramid = onnxModel({
  nodes: [
    node('Conv', 'x w1 b1', 'c1', { pads: ints([1, 1, 1, 1]), strides: ints([2, 2]), kernel_shape: ints([3, 3]) }),
    node('LeakyRelu', 'c1', 'r1', { alpha: float(0.1) }),
    node('ConvTranspose', 'r1 w2', 'up', { strides: ints([2, 2]), pads: ints([0, 0, 0, 0]), kernel_shape: ints([2, 2]) }),
    node('Resize', 'r1 - scales', 'near', { mode: text('nearest'), nearest_mode: text('floor') }),
    node('Resize', 'r1 - scales', 'line', { mode: text('linear'), coordinate_transformation_mode: text('half_pixel') }),
    node('Resize', 'r1 - - sizes', 'cube', { mode: text('cubic'), coordinate_transformation_mode: text('align_corners') }),
    node('Concat', 'up near line cube', 'all', { axis: int(1) }),
    node('Pad', 'all pads', 'padded', { mode: text('reflect') }),
    node('AveragePool', 'padded', 'pooled', { kernel_shape: ints([3, 3]), strides: ints([1, 1]) }),
    node('PRelu', 'pooled slope', 'y'),
    node('ArgMax', 'y', 'classes', { axis: int(1) }),
    node('GlobalAveragePool', 'r1', 'g'),
    node('Flatten', 'g', 'z'),
    node('TopK', 'z two', 'best where', {}),
  ],
  initializers: [
    floats('w1', [4, 3, 3, 3]),
    floats('b1', [4]),
    floats('w2', [4, 2, 2, 2]),
    floats('scales', [4], [1, 1, 2, 2]),
    integers('sizes', [1, 4, 8, 8]),
    integers('pads', [0, 0, 1, 1, 0, 0, 1, 1]),
    floats('slope', [14, 1, 1]),
    integers('two', [2]),
  ],
  outputs: ['classes', 'best'],
});

const sequences = onnxModel({
  inputs: [image(['batch', 5, 6])],
  nodes: [
    node('Transpose', 'x', 't', { perm: ints([1, 0, 2]) }),
    node('LSTM', 't lw lr lb', 'l lh lc', { hidden_size: int(4), direction: text('bidirectional') }),
    node('Transpose', 'l', 'lt', { perm: ints([0, 2, 1, 3]) }),
    node('Reshape', 'lt joined', 'ls'),
    node('GRU', 'ls gw gr gb', 'g gh', { hidden_size: int(3), linear_before_reset: int(1) }),
    node('Squeeze', 'g one', 'gs'),
    node('RNN', 'gs rw rr', 'r rh', { hidden_size: int(2), direction: text('reverse') }),
    node('Squeeze', 'rh zero', 'y'),
  ],
  initializers: [
    floats('lw', [2, 16, 6]),
    floats('lr', [2, 16, 4]),
    floats('lb', [2, 32]),
    integers('joined', [0, 0, -1]),
    floats('gw', [1, 9, 8]),
    floats('gr', [1, 9, 3]),
    floats('gb', [1, 18]),
    integers('one', [1]),
    floats('rw', [1, 2, 3]),
    floats('rr', [1, 2, 2]),
    integers('zero', [0]),
  ],
});

/** Tokens, fused attention, and what surrounds it. */
const encoder = onnxModel({
  inputs: [{ name: 'x', type: 'int64', dims: ['batch', 4] }],
  nodes: [
    node('Gather', 'table x', 'words'),
    node('Add', 'words positions', 'placed'),
    node('LayerNormalization', 'placed scale shift', 'normed', { axis: int(-1), epsilon: float(1e-5) }),
    fused(node('Attention', 'normed qkv qkvb', 'attended', { num_heads: int(2) })),
    fused(node('SkipLayerNormalization', 'attended normed scale shift', 'skipped', { epsilon: float(1e-5) })),
    node('MatMul', 'skipped wide', 'wider'),
    fused(node('BiasGelu', 'wider wideb', 'gelu')),
    node('MatMul', 'gelu narrow', 'back'),
    node('Einsum', 'back back', 'products', { equation: text('bik,bjk->bij') }),
    node('Softmax', 'products', 'shares', { axis: int(-1) }),
    node('MatMul', 'shares skipped', 'mixed'),
    node('ReduceMean', 'mixed', 'y', { axes: ints([1]), keepdims: int(0) }),
  ],
  initializers: [
    floats('table', [9, 6]),
    floats('positions', [1, 4, 6]),
    floats('scale', [6]),
    floats('shift', [6]),
    floats('qkv', [6, 18]),
    floats('qkvb', [18]),
    floats('wide', [6, 8]),
    floats('wideb', [8]),
    floats('narrow', [8, 6]),
  ],
  domains: microsoft,
});

const quantised = onnxModel({
  nodes: [
    node('QuantizeLinear', 'x xs xz', 'q'),
    node('QLinearConv', 'q xs xz w ws wz ys yz', 'c', { pads: ints([1, 1, 1, 1]), kernel_shape: ints([3, 3]) }),
    node('DequantizeLinear', 'c ys yz', 'd'),
    node('Relu', 'd', 'r'),
    node('GlobalAveragePool', 'r', 'g'),
    node('Flatten', 'g', 'f'),
    node('DynamicQuantizeLinear', 'f', 'fq fs fz'),
    node('MatMulInteger', 'fq v fz vz', 'm'),
    node('Cast', 'm', 'mf', { to: int(1) }),
    node('Mul', 'fs vs', 's'),
    node('Mul', 'mf s', 'y'),
  ],
  initializers: [
    floats('xs', [], [0.02]),
    bytesOf('xz', 'uint8', [], 128),
    bytesOf('w', 'int8', [4, 3, 3, 3]),
    floats('ws', [4]),
    bytesOf('wz', 'int8', [4], 0),
    floats('ys', [], [0.05]),
    bytesOf('yz', 'uint8', [], 0),
    bytesOf('v', 'int8', [4, 3]),
    bytesOf('vz', 'int8', [], 0),
    floats('vs', [], [0.01]),
  ],
});

const mixed = onnxModel({
  inputs: [image(['batch', 8, 4, 4])],
  nodes: [
    node('DepthToSpace', 'x', 'd', { blocksize: int(2), mode: text('CRD') }),
    node('SpaceToDepth', 'd', 's', { blocksize: int(2) }),
    fused(node('FusedConv', 's w b', 'c', { activation: text('Relu'), kernel_shape: ints([1, 1]) })),
    node('Greater', 'c zero', 'is'),
    node('Where', 'is c half', 'chosen'),
    node('Tile', 'chosen twice', 'tiled'),
    node('Celu', 'tiled', 'e1', { alpha: float(1.5) }),
    node('Mish', 'e1', 'e2'),
    node('ReduceSumSquare', 'e2', 'q', { axes: ints([2, 3]), keepdims: int(1) }),
    node('Sqrt', 'q', 'root'),
    node('Div', 'e2 root', 'n'),
    node('LpNormalization', 'n', 'l', { axis: int(1), p: int(2) }),
    node('Flatten', 'l', 'f'),
    fused(node('FusedGemm', 'f v', 'y', { activation: text('Tanh'), transB: int(1) })),
  ],
  initializers: [
    floats('w', [6, 8, 1, 1]),
    floats('b', [6]),
    floats('zero', [], [0]),
    floats('half', [], [0.5]),
    integers('twice', [1, 1, 2, 1]),
    floats('v', [3, 192]),
  ],
  opset: 18,
  domains: microsoft,
});

export const laterModels: readonly Uint8Array[] = [pyramid, sequences, encoder, quantised, mixed];
