/**
 * Shapes of what ONNX nodes give, for the operators that networks of convolutions and their gradients are made of. Of others nothing is
 * known, and what is computed from them stays as it was written.
 */
import { product } from '../../../arch/ops/shapes.js';
import type { Shape } from '../../../arch/types.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';
import { groupsOf, intOf, intsOf } from './attributes.js';

export interface KnownShapes {
  readonly shape: (name: string) => Shape | undefined;
  /** The whole numbers of a constant list. */
  readonly list: (name: string) => readonly number[] | undefined;
}

type Rule = (node: OnnxNode, known: KnownShapes) => readonly (Shape | undefined)[];

const kept: Rule = ({ inputs: [x = ''] }, { shape }) => [shape(x)];

const broadcast: Rule = ({ inputs }, { shape }) => {
  const shapes = inputs.map(shape);
  if (shapes.some((one) => one === undefined)) return [];
  const rank = Math.max(...shapes.map((one) => one?.length ?? 0));
  const lengths = Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((one = []) => one[axis - rank + one.length] ?? 1)),
  );
  return [lengths];
};

/** What a window leaves of each length; undefined where attributes say it in another way. */
function windowed(node: OnnxNode, space: Shape, kernel: readonly number[]): Shape | undefined {
  if (node.attrs?.auto_pad !== undefined || intOf(node, 'ceil_mode', 0) !== 0) return undefined;
  const rank = space.length;
  const pads = intsOf(node, 'pads') ?? [];
  const strides = intsOf(node, 'strides') ?? [];
  const dilations = intsOf(node, 'dilations') ?? [];
  return space.map((length, axis) => {
    const reach = (dilations[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1;
    return Math.floor((length + (pads[axis] ?? 0) + (pads[axis + rank] ?? 0) - reach) / (strides[axis] ?? 1)) + 1;
  });
}

const pool: Rule = (node, { shape }) => {
  const [batch, channels, ...space] = shape(node.inputs[0] ?? '') ?? [];
  const kernel = intsOf(node, 'kernel_shape');
  const left = kernel === undefined ? undefined : windowed(node, space, kernel);
  if (batch === undefined || channels === undefined || left === undefined) return [];
  const all = [batch, channels, ...left];
  return node.outputs.map(() => all);
};

const convolution: Rule = (node, { shape }) => {
  const [batch, , ...space] = shape(node.inputs[0] ?? '') ?? [];
  const [out, , ...kernel] = shape(node.inputs[1] ?? '') ?? [];
  const left = windowed(node, space, kernel);
  return batch === undefined || out === undefined || left === undefined ? [] : [[batch, out, ...left]];
};

const transposedConvolution: Rule = (node, { shape }) => {
  const [batch, , ...space] = shape(node.inputs[0] ?? '') ?? [];
  const [, perGroup, ...kernel] = shape(node.inputs[1] ?? '') ?? [];
  if (
    batch === undefined ||
    perGroup === undefined ||
    node.attrs?.auto_pad !== undefined ||
    node.attrs?.output_shape !== undefined
  )
    return [];
  const pads = intsOf(node, 'pads') ?? [];
  const more = intsOf(node, 'output_padding') ?? [];
  const lengths = space.map((length, axis) => {
    const stride = intsOf(node, 'strides')?.[axis] ?? 1;
    const reach = (intsOf(node, 'dilations')?.[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1;
    return (length - 1) * stride + reach + (more[axis] ?? 0) - (pads[axis] ?? 0) - (pads[axis + space.length] ?? 0);
  });
  return [[batch, perGroup * groupsOf(node), ...lengths]];
};

const reduced: Rule = (node, { shape, list }) => {
  const [x = '', named] = node.inputs;
  const of = shape(x);
  const axes = named === undefined ? intsOf(node, 'axes') : list(named);
  if (of === undefined || axes === undefined) return [];
  const over = new Set(axes.map((axis) => (axis < 0 ? axis + of.length : axis)));
  const keeps = intOf(node, 'keepdims', 1) === 1;
  return [of.flatMap((length, axis) => (over.has(axis) ? (keeps ? [1] : []) : [length]))];
};

const rules: { readonly [op: string]: Rule } = {
  Relu: kept,
  HardSigmoid: kept,
  Sigmoid: kept,
  Tanh: kept,
  Neg: kept,
  Abs: kept,
  Sign: kept,
  Sqrt: kept,
  Exp: kept,
  Identity: kept,
  Add: broadcast,
  Sub: broadcast,
  Mul: broadcast,
  Div: broadcast,
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  AveragePool: pool,
  MaxPool: pool,
  GlobalAveragePool: ({ inputs: [x = ''] }, { shape }) => [shape(x)?.map((length, axis) => (axis < 2 ? length : 1))],
  ReduceMean: reduced,
  ReduceSum: reduced,
  BatchNormalization: ({ inputs: [x = ''] }, { shape }) => {
    const of = shape(x);
    return [of, of?.slice(1, 2), of?.slice(1, 2)];
  },
  Expand: ({ inputs: [x = '', to = ''] }, { shape, list }) => {
    const [from, wanted] = [shape(x), list(to)];
    return from === undefined || wanted === undefined || from.length !== wanted.length
      ? []
      : [wanted.map((length, axis) => Math.max(length, from[axis] ?? 1))];
  },
  Reshape: ({ inputs: [x = '', to = ''] }, { shape, list }) => {
    const [from, wanted] = [shape(x), list(to)];
    if (wanted?.every((length) => length > 0) === true) return [wanted];
    if (from === undefined || wanted === undefined) return [];
    const given = wanted.map((length, axis) => (length === 0 ? from[axis] : length));
    const rest = product(from) / product(given.map((length = 1) => (length === -1 ? 1 : length)));
    return [given.map((length = 1) => (length === -1 ? rest : length))];
  },
  Split: (node, { shape, list }) => {
    const of = shape(node.inputs[0] ?? '');
    const lengths = list(node.inputs[1] ?? '');
    const axis = intOf(node, 'axis', 0);
    return of === undefined || lengths === undefined ? [] : lengths.map((length) => of.with(axis, length));
  },
  Concat: (node, { shape }) => {
    const shapes = node.inputs.map(shape);
    const axis = intOf(node, 'axis', 0);
    const [first] = shapes;
    if (first === undefined || axis < 0 || shapes.some((one) => one === undefined)) return [];
    return [
      first.with(
        axis,
        shapes.reduce((sum, one) => sum + (one?.[axis] ?? 0), 0),
      ),
    ];
  },
};

/** Shapes of the node's outputs, as far as they are known. */
export function inferNodeShapes(node: OnnxNode, known: KnownShapes): readonly (Shape | undefined)[] {
  const rule = node.domain === undefined && Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
  return rule === undefined ? [] : rule(node, known);
}
