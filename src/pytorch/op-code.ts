/** Each operator of the IR in PyTorch: what it creates in `__init__`, and the expression that applies it. */
import { must } from '../core/must.js';
import { refuseForeign } from '../arch/ops/foreign.js';
import { recurrentHelper } from './recurrent-helper.js';
import { Mismatch } from '../core/mismatch.js';
import { resolveAxis } from '../arch/ops/shapes.js';
import type { OpAttrs, OpName, Shape, WindowAttrs } from '../arch/types.js';

/** A line of `__init__` for the node's own member, and names of its tensors in the state dict (after the member's name). */
export interface Member {
  readonly code: string;
  /** IR's parameter name -> suffix of the key: `.weight`, or '' for a bare parameter. */
  readonly keys: { readonly [parameter: string]: string };
  /** What PyTorch begins with where a tensor of `keys` is state that nobody need have, by its name in `keys`. */
  readonly initial?: { readonly [parameter: string]: InitialValues };
}

/** Row-major; whole numbers are PyTorch's int64. */
export interface InitialValues {
  readonly shape: Shape;
  readonly values: Float32Array | BigInt64Array;
}

export interface OpCode {
  /** A class that the file holds once, where this operator is used. */
  readonly helper?: string;
  readonly member?: Member;
  /** `self`: the member, as in `self.conv1`; `inputs`: expressions of the operands. */
  expression(self: string, inputs: readonly string[]): string;
}

interface OpContext {
  readonly inputs: readonly Shape[];
  /** Shape of the first operand; empty where there is none. */
  readonly x: Shape;
  readonly output: Shape;
}

/** @throws a plain Error `expected ...` where PyTorch has no such thing. */
type OpWriter<A> = (attrs: A, context: OpContext) => OpCode;

/** `3` for equal numbers, else `(3, 1)`. */
function sides(numbers: readonly number[]): string {
  return numbers.every((own) => own === numbers[0]) ? `${numbers[0]}` : tuple(numbers);
}

function tuple(numbers: readonly number[]): string {
  return numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(', ')})`;
}

function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${value}.0`;
  return Math.abs(value) < 1e-3 ? value.toExponential() : `${value}`;
}

const truth = (value: boolean): string => (value ? 'True' : 'False');
const call = (name: string): OpCode => ({ expression: (_, [x = '']) => `${name}(${x})` });
const module = (code: string, keys: Member['keys']): OpCode => ({
  member: { code, keys },
  expression: (self, [x = '']) => `${self}(${x})`,
});

/** Padding that PyTorch's layers take (the same on both sides), or a pad before them. */
function padding({ padding: given, kernel }: WindowAttrs): {
  readonly own: readonly number[];
  readonly before?: readonly number[];
} {
  const rank = kernel.length;
  const begins = given.slice(0, rank);
  const ends = given.slice(rank);
  return begins.every((amount, axis) => amount === ends[axis])
    ? { own: begins }
    : { own: begins.map(() => 0), before: begins.flatMap((begin, axis) => [ends[axis] ?? 0, begin]).toReversed() };
}

function norm(
  kind: string,
  attrs: { readonly eps: number; readonly affine: boolean },
  x: Shape,
  affineName = 'affine',
  state: Member['keys'] = {},
): OpCode {
  const rank = Math.max(1, x.length - 2);
  if (rank > 3) throw new Mismatch('at most 3 spatial axes');
  const keys = { ...(attrs.affine ? { scale: '.weight', shift: '.bias' } : {}), ...state };
  const isDefault = attrs.affine === (kind !== 'InstanceNorm');
  return module(
    `nn.${kind}${rank}d(${x[1]}, eps=${number(attrs.eps)}${isDefault ? '' : `, ${affineName}=${truth(attrs.affine)}`})`,
    keys,
  );
}

function pool(name: string, attrs: OpAttrs['maxPool'], extra: string): string {
  const { own } = padding(attrs);
  const parts = [
    sides(attrs.kernel),
    sides(attrs.stride),
    ...(own.some((amount) => amount > 0) ? [`padding=${sides(own)}`] : []),
    ...(attrs.ceil ? ['ceil_mode=True'] : []),
  ];
  return `F.${name}${attrs.kernel.length}d(%, ${parts.join(', ')}${extra})`;
}

const spatial = (x: Shape): string => tuple(x.slice(2).map((_, i) => i + 2));

/** Numbers as a tensor of a shape; long lists are broken into lines. */
function tensor(values: readonly number[], shape: Shape, type: string): string {
  if (type === 'float32' && values.length === 1) return `torch.full(${tuple(shape)}, ${number(values[0] ?? 0)})`;
  const lines: string[] = [];
  for (let at = 0; at < values.length; at += 24) lines.push(values.slice(at, at + 24).join(', '));
  const list = lines.length === 1 ? `[${lines[0]}]` : `[\n            ${lines.join(',\n            ')},\n        ]`;
  return `torch.tensor(${list}, dtype=torch.${type})${type === 'float32' ? `.reshape(${tuple(shape)})` : ''}`;
}

/** Numbers that are not learned live in buffers, which move with the module but are not in its state dict. */
function buffer(code: string): Member {
  return { code: `buffer:${code}`, keys: {} };
}

function repeated(shape: Shape): (self: string, inputs: readonly string[]) => string {
  return (self, [like]) => (like === undefined ? self : `${self}.expand(${like}.shape[0]${', -1'.repeat(shape.length - 1)})`);
}

const mostFloat = 3.4e38;

const writers: { readonly [O in OpName]: OpWriter<OpAttrs[O]> } = {
  conv(attrs, { x }) {
    const rank = attrs.kernel.length;
    if (rank > 3) throw new Mismatch('at most 3 spatial axes');
    const { own, before } = padding(attrs);
    const options = [
      ...(attrs.stride.some((step) => step !== 1) ? [`stride=${sides(attrs.stride)}`] : []),
      ...(own.some((amount) => amount !== 0) ? [`padding=${sides(own)}`] : []),
      ...(attrs.dilation.some((step) => step !== 1) ? [`dilation=${sides(attrs.dilation)}`] : []),
      ...(attrs.groups === 1 ? [] : [`groups=${attrs.groups}`]),
      ...(attrs.bias ? [] : ['bias=False']),
    ];
    const code = `nn.Conv${rank}d(${[x[1], attrs.outChannels, sides(attrs.kernel), ...options].join(', ')})`;
    const keys = { weight: '.weight', ...(attrs.bias ? { bias: '.bias' } : {}) };
    return {
      member: { code, keys },
      expression: (self, [input]) => `${self}(${before === undefined ? input : `F.pad(${input}, ${tuple(before)})`})`,
    };
  },
  /** PyTorch cuts off the same on both sides: what differs is cut afterwards. */
  convTranspose(attrs, { x, output }) {
    const rank = attrs.kernel.length;
    if (rank > 3) throw new Mismatch('at most 3 spatial axes');
    const { own } = padding(attrs);
    const isEven = own.every((amount, axis) => amount === attrs.padding[axis] && amount === attrs.padding[axis + rank]);
    const kept = attrs.kernel.map((_, axis) =>
      isEven ? '' : `, ${attrs.padding[axis]}:${(attrs.padding[axis] ?? 0) + (output[axis + 2] ?? 0)}`,
    );
    const options = [
      ...(attrs.stride.some((step) => step !== 1) ? [`stride=${sides(attrs.stride)}`] : []),
      ...(isEven && own.some((amount) => amount !== 0) ? [`padding=${sides(own)}`] : []),
      ...(attrs.outputPadding.some((amount) => amount !== 0) ? [`output_padding=${sides(attrs.outputPadding)}`] : []),
      ...(attrs.groups === 1 ? [] : [`groups=${attrs.groups}`]),
      ...(attrs.bias ? [] : ['bias=False']),
      ...(attrs.dilation.some((step) => step !== 1) ? [`dilation=${sides(attrs.dilation)}`] : []),
    ];
    const code = `nn.ConvTranspose${rank}d(${[x[1], attrs.outChannels, sides(attrs.kernel), ...options].join(', ')})`;
    const keys = { weight: '.weight', ...(attrs.bias ? { bias: '.bias' } : {}) };
    return {
      member: { code, keys },
      expression: (self, [input]) => `${self}(${input})${isEven ? '' : `[:, :${kept.join('')}]`}`,
    };
  },
  recurrent({ cell, hidden, direction, bias, resetAfter, finalCell }, { x }) {
    const options = [
      `"${cell}"`,
      x[2],
      hidden,
      ...(direction === 'forward' ? [] : [`direction="${direction}"`]),
      ...(bias ? [] : ['bias=False']),
      ...(resetAfter ? ['reset_after=True'] : []),
      ...(finalCell ? ['final_cell=True'] : []),
    ];
    const keys = { weight: '.weight', recurrent: '.recurrent', ...(bias ? { bias: '.bias' } : {}) };
    return {
      helper: recurrentHelper,
      member: { code: `Recurrent(${options.join(', ')})`, keys },
      expression: (self, inputs) => `${self}(${inputs.join(', ')})`,
    };
  },
  embedding: ({ count, features }) => ({
    member: { code: `nn.Embedding(${count}, ${features})`, keys: { weight: '.weight' } },
    expression: (self, [tokens]) => `${self}(${tokens}.long())`,
  }),
  linear: ({ outFeatures, bias }, { x }) =>
    module(`nn.Linear(${x.at(-1)}, ${outFeatures}${bias ? '' : ', bias=False'})`, {
      weight: '.weight',
      ...(bias ? { bias: '.bias' } : {}),
    }),
  matmul: () => ({ expression: (_, [a, b]) => `torch.matmul(${a}, ${b})` }),
  batchNorm(attrs, { x }) {
    const { member, expression } = norm('BatchNorm', attrs, x, 'affine', {
      mean: '.running_mean',
      variance: '.running_var',
      batches: '.num_batches_tracked',
    });
    const channels = must(x[1], 'channels');
    const shape = [channels];
    const initial = {
      mean: { shape, values: new Float32Array(channels) },
      variance: { shape, values: new Float32Array(channels).fill(1) },
      batches: { shape: [], values: new BigInt64Array(1) },
    };
    return { member: { ...(member as Member), initial }, expression };
  },
  instanceNorm: (attrs, { x }) => norm('InstanceNorm', attrs, x),
  groupNorm: ({ groups, eps, affine }, { x }) =>
    module(
      `nn.GroupNorm(${groups}, ${x[1]}, eps=${number(eps)}${affine ? '' : ', affine=False'})`,
      affine ? { scale: '.weight', shift: '.bias' } : {},
    ),
  layerNorm({ axis, eps, affine }, { x }) {
    const shape = x.slice(resolveAxis(axis, x.length));
    return module(
      `nn.LayerNorm(${sides(shape.length === 1 ? shape : [NaN, ...shape]).replace('NaN, ', '')}, eps=${number(eps)}${affine ? '' : ', elementwise_affine=False'})`,
      affine ? { scale: '.weight', shift: '.bias' } : {},
    );
  },
  relu: () => call('F.relu'),
  leakyRelu: ({ slope }) => ({ expression: (_, [x = '']) => `F.leaky_relu(${x}, ${number(slope)})` }),
  clip({ min, max }) {
    if (min === 0 && max === 6) return call('F.relu6');
    const bounds = [...(min <= -mostFloat ? [] : [`min=${number(min)}`]), ...(max >= mostFloat ? [] : [`max=${number(max)}`])];
    return { expression: (_, [x = '']) => (bounds.length === 0 ? x : `torch.clamp(${x}, ${bounds.join(', ')})`) };
  },
  gelu: ({ approximate }) => ({
    expression: (_, [x = '']) => (approximate === 'none' ? `F.gelu(${x})` : `F.gelu(${x}, approximate="tanh")`),
  }),
  silu: () => call('F.silu'),
  hardSwish: () => call('F.hardswish'),
  hardSigmoid: () => call('F.hardsigmoid'),
  sigmoid: () => call('torch.sigmoid'),
  tanh: () => call('torch.tanh'),
  softmax: ({ axis }) => ({ expression: (_, [x = '']) => `F.softmax(${x}, dim=${axis})` }),
  unary: (attrs) => call(`torch.${attrs.function}`),
  maxPool(attrs) {
    const { before } = padding(attrs);
    const dilation = attrs.dilation.some((step) => step !== 1) ? `, dilation=${sides(attrs.dilation)}` : '';
    const code = pool('max_pool', attrs, dilation);
    return {
      expression: (_, [x = '']) =>
        code.replace('%', before === undefined ? x : `F.pad(${x}, ${tuple(before)}, value=float("-inf"))`),
    };
  },
  avgPool(attrs) {
    if (attrs.dilation.some((step) => step !== 1)) throw new Mismatch('an average pool without dilation, which PyTorch lacks');
    const { before, own } = padding(attrs);
    const code = pool(
      'avg_pool',
      attrs,
      own.some((amount) => amount > 0) && !attrs.countPadding ? ', count_include_pad=False' : '',
    );
    if (before === undefined) return { expression: (_, [x = '']) => code.replace('%', x) };
    const padded = (x: string): string => code.replace('%', `F.pad(${x}, ${tuple(before)})`);
    return {
      expression: (_, [x = '']) => (attrs.countPadding ? padded(x) : `${padded(x)} / ${padded(`torch.ones_like(${x})`)}`),
    };
  },
  globalAvgPool: (_, { x }) => ({ expression: (__, [input = '']) => `${input}.mean(dim=${spatial(x)}, keepdim=True)` }),
  globalMaxPool: (_, { x }) => ({ expression: (__, [input = '']) => `${input}.amax(dim=${spatial(x)}, keepdim=True)` }),
  mean: ({ axes, keepDims }) => ({
    expression: (_, [x = '']) => `${x}.mean(dim=${tuple(axes)}${keepDims ? ', keepdim=True' : ''})`,
  }),
  add: () => ({ expression: (_, inputs) => inputs.join(' + ') }),
  mul: () => ({ expression: (_, inputs) => inputs.join(' * ') }),
  sub: () => ({ expression: (_, inputs) => inputs.join(' - ') }),
  div: () => ({ expression: (_, inputs) => inputs.join(' / ') }),
  affine: ({ scale, shift }) => ({
    expression: (_, [x = '']) =>
      `${scale === 1 ? x : `${number(scale)} * ${x}`}${shift === 0 ? '' : shift < 0 ? ` - ${number(-shift)}` : ` + ${number(shift)}`}`,
  }),
  identity: () => ({ expression: (_, [x = '']) => x }),
  zeros: () => call('torch.zeros_like'),
  parameter: ({ shape }) => ({
    member: { code: `nn.Parameter(torch.randn(${shape.length === 0 ? '()' : shape.join(', ')}) * 0.02)`, keys: { value: '' } },
    expression: repeated(shape),
  }),
  constant: ({ shape, values }) => ({ member: buffer(tensor(values, shape, 'float32')), expression: repeated(shape) }),
  foreign: refuseForeign,
  concat: ({ axis }) => ({ expression: (_, inputs) => `torch.cat([${inputs.join(', ')}], dim=${axis})` }),
  slice({ axis, start, end, step }, { x }) {
    const leading = ':, '.repeat(resolveAxis(axis, x.length));
    const until = end >= (x[resolveAxis(axis, x.length)] ?? 0) ? '' : `${end}`;
    return {
      expression: (_, [input]) => `${input}[${leading}${start === 0 ? '' : start}:${until}${step === 1 ? '' : `:${step}`}]`,
    };
  },
  pad({ pads, value }) {
    const rank = pads.length / 2;
    const amounts = pads
      .slice(0, rank)
      .flatMap((begin, axis) => [pads[axis + rank] ?? 0, begin])
      .toReversed();
    return { expression: (_, [x = '']) => `F.pad(${x}, ${tuple(amounts)}${value === 0 ? '' : `, value=${number(value)}`})` };
  },
  reshape: ({ shape }) => ({
    expression: (_, [x = '']) =>
      `${x}.reshape(${shape.map((length, axis) => (length === 0 ? `${x}.shape[${axis}]` : length)).join(', ')})`,
  }),
  flatten: ({ axis }, { x: given }) => ({
    expression: (_, [x = '']) => (axis === given.length ? `${x}.unsqueeze(-1)` : `torch.flatten(${x}, ${axis})`),
  }),
  transpose: ({ permutation }) => ({ expression: (_, [x = '']) => `${x}.permute(${permutation.join(', ')})` }),
  gather: ({ axis, indices }) => ({
    member: buffer(tensor(indices, [indices.length], 'int64')),
    expression: (self, [x = '']) => `${x}.index_select(${axis}, ${self})`,
  }),
};

/** @throws a plain Error `expected ...`; the caller adds node and op. */
export function opCode(op: OpName, attrs: unknown, context: OpContext): OpCode {
  return (writers[op] as OpWriter<unknown>)(attrs, context);
}
