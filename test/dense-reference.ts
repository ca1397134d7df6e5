/**
 * A slow, obvious interpreter: every channel of every tensor in full, double precision, every weight and scale the same number,
 * biases and shifts 0, norms on the statistics of the batch. What the constant-weight runtime is tested against.
 */
import { refuseForeign } from '../src/arch/ops/foreign.js';
import type { ArchNode, Architecture, Shape, WindowAttrs } from '../src/arch/types.js';
import { inferShapes } from '../src/arch/infer.js';

export interface Dense {
  readonly shape: Shape;
  readonly data: Float64Array;
}

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** Row-major index of a place. */
function indexOf(shape: Shape, place: readonly number[]): number {
  let index = 0;
  for (let axis = 0; axis < shape.length; axis++) index = index * shape[axis] + place[axis];
  return index;
}

function build(shape: Shape, valueAt: (place: number[]) => number): Dense {
  const data = new Float64Array(sizeOf(shape));
  const place = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = valueAt(place);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++place[axis] < shape[axis]) break;
      place[axis] = 0;
    }
  }
  return { shape, data };
}

const at = (x: Dense, place: readonly number[]): number => x.data[indexOf(x.shape, place)];

/** The value at a place of a larger shape that `x` broadcasts to. */
function broadcastAt(x: Dense, place: readonly number[]): number {
  const missing = place.length - x.shape.length;
  return at(
    x,
    x.shape.map((length, axis) => (length === 1 ? 0 : place[axis + missing])),
  );
}

/** Values under a window; undefined where it lies in padding. */
function* windowPlaces(
  attrs: WindowAttrs,
  space: readonly number[],
  out: readonly number[],
): Generator<{ place: number[]; inside: boolean; padded: boolean }> {
  const rank = space.length;
  const tap = space.map(() => 0);
  for (let i = 0; i < sizeOf(attrs.kernel); i++) {
    const place = tap.map((t, axis) => out[axis] * attrs.stride[axis] - attrs.padding[axis] + t * attrs.dilation[axis]);
    yield {
      place,
      inside: place.every((p, axis) => p >= 0 && p < space[axis]),
      padded: place.every((p, axis) => p < space[axis] + attrs.padding[axis + rank]),
    };
    for (let axis = rank - 1; axis >= 0; axis--) {
      if (++tap[axis] < attrs.kernel[axis]) break;
      tap[axis] = 0;
    }
  }
}

/** Normalises over the groups that `groupOf` names. */
function normalize(x: Dense, eps: number, scale: number, groupOf: (place: readonly number[]) => string): Dense {
  const groups = new Map<string, number[]>();
  build(x.shape, (place) => {
    const key = groupOf(place);
    const members = groups.get(key) ?? [];
    members.push(at(x, place));
    groups.set(key, members);
    return 0;
  });
  const statistics = new Map(
    [...groups].map(([key, members]) => {
      // Around the first value, so that equal values have exactly themselves as their mean.
      const mean = members[0] + members.reduce((sum, value) => sum + (value - members[0]), 0) / members.length;
      const variance = members.reduce((sum, value) => sum + (value - mean) ** 2, 0) / members.length;
      return [key, { mean, factor: scale / Math.sqrt(variance + eps) }];
    }),
  );
  return build(x.shape, (place) => {
    const { mean, factor } = statistics.get(groupOf(place)) as { mean: number; factor: number };
    return (at(x, place) - mean) * factor;
  });
}

function erf(x: number): number {
  let sum = 0;
  const steps = 2000;
  for (let i = 0; i <= steps; i++)
    sum += Math.exp(-(((x * i) / steps) ** 2)) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  return ((2 / Math.sqrt(Math.PI)) * sum * x) / steps / 3;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number): number => Math.min(1, Math.max(0, x / 6 + 0.5));

function runNode(node: ArchNode, inputs: readonly Dense[], shape: Shape, w: number): Dense {
  const [x] = inputs;
  const each = (f: (value: number) => number): Dense => ({ shape, data: x.data.map(f) });
  const resolve = (axis: number): number => (axis < 0 ? axis + x.shape.length : axis);
  const fold = (f: (a: number, b: number) => number): Dense =>
    build(shape, (place) => inputs.map((input) => broadcastAt(input, place)).reduce(f));
  const scaleOf = (attrs: { affine: boolean }): number => (attrs.affine ? w : 1);
  switch (node.op) {
    case 'conv': {
      const { attrs } = node;
      const perGroup = x.shape[1] / attrs.groups;
      return build(shape, ([b, c, ...out]) => {
        const first = Math.floor(c / (attrs.outChannels / attrs.groups)) * perGroup;
        let sum = 0;
        for (const { place, inside } of windowPlaces(attrs, x.shape.slice(2), out)) {
          if (inside) for (let i = first; i < first + perGroup; i++) sum += w * at(x, [b, i, ...place]);
        }
        return sum;
      });
    }
    case 'convTranspose': {
      const { attrs } = node;
      const perGroup = x.shape[1] / attrs.groups;
      return build(shape, ([b, c, ...out]) => {
        const first = Math.floor(c / (attrs.outChannels / attrs.groups)) * perGroup;
        let sum = 0;
        for (let i = first; i < first + perGroup; i++)
          build(x.shape.slice(2), (place) => {
            const isRead = out.every((o, axis) => {
              const tap = (o + attrs.padding[axis] - place[axis] * attrs.stride[axis]) / attrs.dilation[axis];
              return Number.isInteger(tap) && tap >= 0 && tap < attrs.kernel[axis];
            });
            if (isRead) sum += w * at(x, [b, i, ...place]);
            return 0;
          });
        return sum;
      });
    }
    case 'embedding':
      return build(shape, () => w);
    case 'linear':
      return build(shape, (place) => {
        let sum = 0;
        for (let i = 0; i < (x.shape.at(-1) as number); i++) sum += w * at(x, [...place.slice(0, -1), i]);
        return sum;
      });
    case 'matmul':
      return build(shape, (place) => {
        let sum = 0;
        for (let k = 0; k < (x.shape.at(-1) as number); k++) {
          sum +=
            broadcastAt(x, [...place.slice(0, -1), k]) *
            broadcastAt(inputs[1], [...place.slice(0, -2), k, place.at(-1) as number]);
        }
        return sum;
      });
    case 'batchNorm':
      return normalize(x, node.attrs.eps, scaleOf(node.attrs), (place) => `${place[1]}`);
    case 'instanceNorm':
      return normalize(x, node.attrs.eps, scaleOf(node.attrs), (place) => `${place[0]} ${place[1]}`);
    case 'groupNorm': {
      const size = x.shape[1] / node.attrs.groups;
      return normalize(x, node.attrs.eps, scaleOf(node.attrs), (place) => `${place[0]} ${Math.floor(place[1] / size)}`);
    }
    case 'layerNorm': {
      const first = resolve(node.attrs.axis);
      return normalize(x, node.attrs.eps, scaleOf(node.attrs), (place) => place.slice(0, first).join(' '));
    }
    case 'relu':
      return each((value) => Math.max(0, value));
    case 'leakyRelu':
      return each((value) => (value > 0 ? value : node.attrs.slope * value));
    case 'clip':
      return each((value) => Math.min(node.attrs.max, Math.max(node.attrs.min, value)));
    case 'gelu':
      return node.attrs.approximate === 'none'
        ? each((value) => (value / 2) * (1 + erf(value / Math.SQRT2)))
        : each((value) => (value / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3))));
    case 'silu':
      return each((value) => value * sigmoid(value));
    case 'hardSwish':
      return each((value) => value * hardSigmoid(value));
    case 'hardSigmoid':
      return each(hardSigmoid);
    case 'sigmoid':
      return each(sigmoid);
    case 'tanh':
      return each(Math.tanh);
    case 'softmax': {
      const axis = resolve(node.attrs.axis);
      const along = (place: readonly number[]): number[] =>
        Array.from({ length: shape[axis] }, (_, i) => at(x, place.with(axis, i)));
      return build(shape, (place) => {
        const values = along(place);
        const most = Math.max(...values);
        return Math.exp(at(x, place) - most) / values.reduce((sum, value) => sum + Math.exp(value - most), 0);
      });
    }
    case 'maxPool':
      return build(shape, ([b, c, ...out]) => {
        const values = [...windowPlaces(node.attrs, x.shape.slice(2), out)]
          .filter(({ inside }) => inside)
          .map(({ place }) => at(x, [b, c, ...place]));
        return values.length === 0 ? 0 : Math.max(...values);
      });
    case 'avgPool':
      return build(shape, ([b, c, ...out]) => {
        const places = [...windowPlaces(node.attrs, x.shape.slice(2), out)];
        const inside = places.filter((p) => p.inside);
        const sum = inside.reduce((total, { place }) => total + at(x, [b, c, ...place]), 0);
        return sum / (node.attrs.countPadding ? places.filter((p) => p.padded).length : Math.max(1, inside.length));
      });
    case 'globalAvgPool':
    case 'globalMaxPool':
      return build(shape, ([b, c]) => {
        const space = sizeOf(x.shape.slice(2));
        const values = x.data.subarray((b * x.shape[1] + c) * space, (b * x.shape[1] + c + 1) * space);
        return node.op === 'globalAvgPool' ? values.reduce((sum, value) => sum + value, 0) / space : Math.max(...values);
      });
    case 'mean': {
      const axes = new Set(node.attrs.axes.map(resolve));
      const sums = new Float64Array(sizeOf(shape));
      const kept = x.shape.map((length, axis) => (axes.has(axis) ? 1 : length));
      build(
        x.shape,
        (place) =>
          (sums[
            indexOf(
              kept,
              place.map((p, axis) => (axes.has(axis) ? 0 : p)),
            )
          ] += at(x, place)),
      );
      return { shape, data: sums.map((sum) => (sum * sums.length) / x.data.length) };
    }
    case 'add':
      return fold((a, b) => a + b);
    case 'mul':
      return fold((a, b) => a * b);
    case 'sub':
      return fold((a, b) => a - b);
    case 'div':
      return fold((a, b) => a / b);
    case 'affine':
      return each((value) => node.attrs.scale * value + node.attrs.shift);
    case 'identity':
      return x;
    case 'zeros':
      return build(shape, () => 0);
    case 'parameter':
      return build(shape, () => w);
    case 'constant':
      return build(shape, (place) =>
        node.attrs.values.length === 1
          ? node.attrs.values[0]
          : node.attrs.values[
              indexOf(
                node.attrs.shape,
                place.map((p, axis) => Math.min(p, node.attrs.shape[axis] - 1)),
              )
            ],
      );
    case 'gather': {
      const axis = resolve(node.attrs.axis);
      return build(shape, (place) => at(x, place.with(axis, node.attrs.indices[place[axis]])));
    }
    case 'unary':
      return each({ exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, erf }[node.attrs.function]);
    case 'concat': {
      const axis = resolve(node.attrs.axis);
      return build(shape, (place) => {
        let offset = place[axis];
        for (const input of inputs) {
          if (offset < input.shape[axis]) return at(input, place.with(axis, offset));
          offset -= input.shape[axis];
        }
        return NaN;
      });
    }
    case 'slice': {
      const { attrs } = node;
      const axis = resolve(attrs.axis);
      const start = Math.min(x.shape[axis], Math.max(0, attrs.start < 0 ? attrs.start + x.shape[axis] : attrs.start));
      return build(shape, (place) => at(x, place.with(axis, start + place[axis] * attrs.step)));
    }
    case 'pad':
      return build(shape, (place) => {
        const inner = place.map((p, axis) => p - node.attrs.pads[axis]);
        return inner.every((p, axis) => p >= 0 && p < x.shape[axis]) ? at(x, inner) : node.attrs.value;
      });
    case 'reshape':
    case 'flatten':
      return { shape, data: x.data };
    case 'transpose':
      return build(shape, (place) => {
        const from: number[] = [];
        node.attrs.permutation.forEach((axis, i) => (from[axis] = place[i]));
        return at(x, from);
      });
    case 'recurrent':
      throw new Error('recurrent layers have an oracle of their own');
    case 'foreign':
      return refuseForeign(node.attrs);
    default:
      return node satisfies never;
  }
}

/** Every node's values, by id, for one input given with its batch. */
export function runReference(architecture: Architecture, weight: number, input: Dense): Map<string, Dense> {
  const shapes = inferShapes(architecture, input.shape[0]);
  const values = new Map<string, Dense>([[architecture.inputs[0].id, input]]);
  for (const node of architecture.nodes) {
    const inputs = node.inputs.map((id) => values.get(id) as Dense);
    values.set(node.id, runNode(node, inputs, shapes.get(node.id) as Shape, weight));
  }
  return values;
}

/** The first of the values of every sample. */
export function firstOfEach(values: ArrayLike<number>, batch: number): number[] {
  return Array.from({ length: batch }, (_, b) => values[(b * values.length) / batch]);
}

/** The first entry of the first output, for every sample. */
export function denseOutputs(architecture: Architecture, weight: number, input: Dense): number[] {
  const { shape, data } = runReference(architecture, weight, input).get(architecture.outputs[0]) as Dense;
  return firstOfEach(data, shape[0]);
}
