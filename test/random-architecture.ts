/**
 * Small random valid architectures over all operators, for property tests: convolutional parts with groups, strides, dilation and
 * uneven padding, gates and residuals, attention, sequences, and branches that end nowhere or in zeros.
 * The same seed always gives the same architecture.
 */
import * as fc from 'fast-check';
import { createArchBuilder } from '../src/arch/build.js';
import { ops } from '../src/arch/ops/index.js';
import { product } from '../src/arch/ops/shapes.js';
import type { OpDefinition } from '../src/arch/ops/types.js';
import type { Architecture, OpAttrs, OpName, Shape, WindowAttrs } from '../src/arch/types.js';
import { createRng, type Rng } from '../src/core/rng.js';

export interface RandomArchitectureOptions {
  /** Moves made; each adds one to about ten nodes. */
  readonly steps?: number;
  /** Spatial axes of the image inputs; 2 unless said. */
  readonly spatialAxes?: 1 | 2 | 3;
}

interface Tensor {
  readonly id: string;
  readonly shape: Shape;
}

interface Workshop {
  readonly rng: Rng;
  /** Everything made so far that has the batch as its first axis. */
  readonly tensors: readonly Tensor[];
  add<O extends OpName>(op: O, inputs: readonly Tensor[], attrs: OpAttrs[O]): Tensor;
}

/** Builds on `x`; undefined where the move does not fit it. */
type Move = (shop: Workshop, x: Tensor) => Tensor | undefined;

/** An architecture that depends on `seed` and the options alone. Tensors stay below 10,000 elements a sample. */
export function randomArchitecture(seed: number, { steps = 8, spatialAxes = 2 }: RandomArchitectureOptions = {}): Architecture {
  const rng = createRng(seed, 'random architecture');
  const builder = createArchBuilder();
  const tensors: Tensor[] = [];
  const shop: Workshop = {
    rng,
    tensors,
    add(op, inputs, attrs) {
      const definition = ops[op] as unknown as OpDefinition<unknown>;
      const tensor = {
        id: builder.add(
          op,
          inputs.map(({ id }) => id),
          attrs,
        ),
        shape: definition.infer(
          attrs,
          inputs.map(({ shape }) => shape),
        ),
      };
      if (inputs.length > 0) tensors.push(tensor);
      return tensor;
    },
  };
  const inputs = rng.int(4) === 0 ? 2 : 1;
  for (let i = 0; i < inputs; i++) {
    const shape = [1, rng.pick([1, 2, 3, 4, 6, 8]), ...Array.from({ length: spatialAxes }, () => 4 + rng.int(6))];
    tensors.push({ id: builder.input(`input${i}`, shape), shape });
  }
  for (let step = 0; step < steps; step++) {
    if (rng.int(3) === 0) builder.group({ id: `part${step}`, kind: rng.pick(['cell', 'block']), stage: Math.floor(step / 3) });
    const x = rng.int(3) > 0 ? tensors[tensors.length - 1] : rng.pick(tensors);
    for (const move of rng.shuffle(moves)) {
      const made = move(shop, x);
      if (made !== undefined) break;
    }
  }
  const last = shop.add('linear', [shop.add('flatten', [tensors[tensors.length - 1]], { axis: 1 })], {
    outFeatures: 1 + rng.int(5),
    bias: rng.int(2) === 0,
  });
  const extra = rng.pick(tensors);
  return builder.finish(rng.int(4) === 0 && extra !== last ? [last.id, extra.id] : [last.id], `random-${seed}`);
}

/** A fast-check arbitrary of such architectures; it shrinks towards fewer moves. */
export function architectures(options: RandomArchitectureOptions = {}): fc.Arbitrary<Architecture> {
  return fc
    .record({ steps: fc.integer({ min: 0, max: options.steps ?? 12 }), seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }) })
    .map(({ seed, steps }) => randomArchitecture(seed, { ...options, steps }));
}

const spatial = ({ shape }: Tensor): readonly number[] => shape.slice(2);
const isImage = ({ shape }: Tensor): boolean => shape.length >= 3;
/** Moves that enlarge leave such a tensor to the others. */
const isLarge = ({ shape }: Tensor): boolean => product(shape) > 1000;
const isSequence = ({ shape }: Tensor): boolean => shape.length === 3;
const eps = 1e-5;

/** An axis after the batch, counted from either end. */
function anyAxis(rng: Rng, rank: number): number {
  const axis = 1 + rng.int(rank - 1);
  return rng.int(2) === 0 ? axis : axis - rank;
}

function divisor(rng: Rng, n: number): number {
  return rng.pick(Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0));
}

/** A window that fits; padding below the kernel, uneven; `dilate` allows holes. */
function randomWindow(rng: Rng, lengths: readonly number[], dilate: boolean): WindowAttrs {
  const kernel = lengths.map((length) => 1 + rng.int(Math.min(3, length)));
  const dilation = lengths.map((length, i) => (dilate && 2 * (kernel[i] - 1) < length && rng.int(3) === 0 ? 2 : 1));
  const side = (): number[] => lengths.map((_, i) => rng.int(dilation[i] === 1 ? kernel[i] : 2 * kernel[i] - 1));
  return { kernel, stride: lengths.map(() => 1 + rng.int(2)), padding: [...side(), ...side()], dilation };
}

/** Same shape out as in, for residuals. */
function sameConv(x: Tensor): OpAttrs['conv'] {
  const ones = spatial(x).map(() => 1);
  const threes = spatial(x).map(() => 3);
  return {
    outChannels: x.shape[1],
    kernel: threes,
    stride: ones,
    padding: [...ones, ...ones],
    dilation: ones,
    groups: 1,
    bias: false,
  };
}

const activate: Move = ({ rng, add }, x) =>
  rng.pick([
    () => add('relu', [x], {}),
    () => add('leakyRelu', [x], { slope: 0.01 }),
    () => add('clip', [x], { min: rng.pick([-1, 0]), max: 6 }),
    () => add('gelu', [x], { approximate: rng.pick(['none', 'tanh'] as const) }),
    () => add('silu', [x], {}),
    () => add('hardSwish', [x], {}),
    () => add('hardSigmoid', [x], {}),
    () => add('sigmoid', [x], {}),
    () => add('tanh', [x], {}),
    () => add('softmax', [x], { axis: anyAxis(rng, x.shape.length) }),
    () => add('affine', [x], { scale: rng.pick([0.5, 2]), shift: rng.pick([0, 1]) }),
    () => add('identity', [x], {}),
    () => add('zeros', [x], {}),
    () => add('unary', [x], { function: rng.pick(['abs', 'erf'] as const) }),
    () => add('unary', [add('sigmoid', [x], {})], { function: rng.pick(['exp', 'log', 'sqrt'] as const) }),
  ])();

const normalize: Move = ({ rng, add }, x) => {
  const affine = rng.int(3) > 0;
  const layer = (): Tensor => add('layerNorm', [x], { axis: anyAxis(rng, x.shape.length), eps, affine });
  if (!isImage(x)) return layer();
  return rng.pick([
    layer,
    () => add('batchNorm', [x], { eps, affine }),
    () => add('instanceNorm', [x], { eps, affine }),
    () => add('groupNorm', [x], { groups: divisor(rng, x.shape[1]), eps, affine }),
  ])();
};

const convolve: Move = ({ rng, add }, x) => {
  if (!isImage(x) || isLarge(x)) return undefined;
  const groups = rng.int(2) === 0 ? 1 : divisor(rng, x.shape[1]);
  const outChannels = groups * (1 + rng.int(Math.max(1, Math.floor(8 / groups))));
  return add('conv', [x], { ...randomWindow(rng, spatial(x), true), outChannels, groups, bias: rng.int(2) === 0 });
};

const pool: Move = ({ rng, add }, x) => {
  if (!isImage(x)) return undefined;
  const window = randomWindow(rng, spatial(x), false);
  return rng.pick([
    () => add('maxPool', [x], { ...window, ceil: rng.int(2) === 0 }),
    () => add('avgPool', [x], { ...window, ceil: rng.int(2) === 0, countPadding: rng.int(2) === 0 }),
    () => add('globalAvgPool', [x], {}),
    () => add('globalMaxPool', [x], {}),
    () => add('mean', [x], { axes: [anyAxis(rng, x.shape.length)], keepDims: rng.int(2) === 0 }),
  ])();
};

const residual: Move = ({ rng, add }, x) => {
  if (!isImage(x)) return undefined;
  const branches = Array.from({ length: 1 + rng.int(3) }, () => {
    const y = rng.int(4) === 0 ? add('zeros', [x], {}) : add('conv', [add('relu', [x], {})], sameConv(x));
    return rng.int(2) === 0 ? y : add('batchNorm', [y], { eps, affine: true });
  });
  return add('add', rng.shuffle([x, ...branches]), {});
};

const gate: Move = ({ rng, add }, x) => {
  if (!isImage(x)) return undefined;
  const ones = spatial(x).map(() => 1);
  const conv = {
    outChannels: x.shape[1],
    kernel: ones,
    stride: ones,
    padding: [...ones, ...ones].map(() => 0),
    dilation: ones,
    groups: 1,
    bias: true,
  };
  const squeezed = add('conv', [add('globalAvgPool', [x], {})], conv);
  return add('mul', [x, add(rng.pick(['sigmoid', 'hardSigmoid'] as const), [squeezed], {})], {});
};

const combine: Move = ({ rng, add, tensors }, x) => {
  const same = tensors.filter(
    ({ shape }) => shape.length === x.shape.length && shape.every((length, i) => length === x.shape[i]),
  );
  const other = rng.pick(same);
  return rng.pick([
    () => add('sub', [x, other], {}),
    () => add('div', [x, add('affine', [add('sigmoid', [other], {})], { scale: 1, shift: 1 })], {}),
    () => add('mul', [x, other], {}),
    () => add('add', [x, add('parameter', [], { shape: [1, ...x.shape.slice(1)] })], {}),
    () => add('mul', [x, add('parameter', [], { shape: x.shape.slice(-1) })], {}),
    () =>
      add(
        'add',
        [
          x,
          add('constant', [], {
            shape: [1, x.shape[1]].concat(x.shape.slice(2).map(() => 1)),
            values: Array.from({ length: x.shape[1] }, () => rng.int(3)),
          }),
        ],
        {},
      ),
  ])();
};

const concatenate: Move = ({ rng, add, tensors }, x) => {
  if (isLarge(x)) return undefined;
  const axis = 1 + rng.int(x.shape.length - 1);
  const fitting = tensors.filter(
    ({ shape }) => shape.length === x.shape.length && shape.every((length, i) => i === axis || length === x.shape[i]),
  );
  const others = Array.from({ length: 1 + rng.int(2) }, () => rng.pick(fitting));
  return add('concat', [x, ...others], { axis: rng.int(2) === 0 ? axis : axis - x.shape.length });
};

const cut: Move = ({ rng, add }, x) => {
  const axis = anyAxis(rng, x.shape.length);
  const length = x.shape.at(axis) as number;
  if (length < 2) return undefined;
  const start = rng.int(length - 1);
  return add('slice', [x], {
    axis,
    start: rng.pick([start, start - length]),
    end: rng.pick([-1, length, 2 ** 31 - 1]),
    step: 1 + rng.int(2),
  });
};

const lookUp: Move = ({ rng, add }, x) => {
  const axis = anyAxis(rng, x.shape.length);
  const length = x.shape.at(axis) as number;
  return add('gather', [x], { axis, indices: Array.from({ length: 1 + rng.int(length) }, () => rng.int(length)) });
};

const widen: Move = ({ rng, add }, x) => {
  if (isLarge(x)) return undefined;
  const pads = [...x.shape, ...x.shape].map((_, i) => (i % x.shape.length === 0 ? 0 : rng.int(2)));
  return add('pad', [x], { pads, value: rng.pick([0, 0, 1]) });
};

const rearrange: Move = ({ rng, add }, x) => {
  const rest = Array.from({ length: x.shape.length - 1 }, (_, i) => i + 1);
  return rng.pick([
    () => add('transpose', [x], { permutation: [0, ...rng.shuffle(rest)] }),
    () => add('flatten', [x], { axis: 1 + rng.int(x.shape.length) }),
    () => add('reshape', [x], { shape: [0, -1, divisor(rng, x.shape[x.shape.length - 1])] }),
    () => add('reshape', [x], { shape: [-1, ...x.shape.slice(1), 1] }),
  ])();
};

const project: Move = ({ rng, add }, x) =>
  isLarge(x) ? undefined : add('linear', [x], { outFeatures: 1 + rng.int(8), bias: rng.int(2) === 0 });

/** Pixels as tokens, with a class token in front. */
const tokenize: Move = ({ add }, x) => {
  if (x.shape.length < 4) return undefined;
  const sequence = add('transpose', [add('reshape', [x], { shape: [0, x.shape[1], -1] })], { permutation: [0, 2, 1] });
  return add('concat', [add('parameter', [sequence], { shape: [1, 1, x.shape[1]] }), sequence], { axis: 1 });
};

/** Self-attention with heads, and a residual. */
const attend: Move = ({ rng, add }, x) => {
  const [, tokens, dim] = x.shape;
  if (!isSequence(x) || tokens * tokens * dim > 6000) return undefined;
  const heads = divisor(rng, dim);
  const normal = add('layerNorm', [x], { axis: -1, eps, affine: true });
  const [query, key, value] = [0, 1, 2].map(() =>
    add(
      'transpose',
      [add('reshape', [add('linear', [normal], { outFeatures: dim, bias: true })], { shape: [0, tokens, heads, dim / heads] })],
      { permutation: [0, 2, 1, 3] },
    ),
  );
  const scores = add(
    'matmul',
    [add('affine', [query], { scale: 0.5, shift: 0 }), add('transpose', [key], { permutation: [0, 1, 3, 2] })],
    {},
  );
  const mixed = add('transpose', [add('matmul', [add('softmax', [scores], { axis: -1 }), value], {})], {
    permutation: [0, 2, 1, 3],
  });
  return add(
    'add',
    [x, add('linear', [add('reshape', [mixed], { shape: [-1, tokens, dim] })], { outFeatures: dim, bias: false })],
    {},
  );
};

const moves: readonly Move[] = [
  activate,
  activate,
  normalize,
  convolve,
  convolve,
  pool,
  residual,
  gate,
  combine,
  concatenate,
  cut,
  lookUp,
  widen,
  rearrange,
  project,
  tokenize,
  attend,
];
