import { product, resolveAxis } from '../../arch/ops/shapes.js';
import type { OpAttrs, Shape } from '../../arch/types.js';
import { bytesOf, int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import { averagePoolDivisors, maxPoolAttributes, placesOfMaxima } from '../lower/pooling.js';
import type { LoweredValue } from '../lower/types.js';
import { list, reshape, scaled, scatterAdd, times } from './emit.js';
import type { BackwardContext, BackwardFamily } from './types.js';

/** A mean's gradient: as wide as the input, divided by how many numbers were averaged. */
function repeated(graph: GraphBuilder, dy: LoweredValue, kept: Shape, x: LoweredValue): string {
  const share = scaled(graph, reshape(graph, dy, kept), product(dy.shape) / product(x.shape));
  return kept.join() === x.shape.join() ? share : graph.node('Expand', [share, list(graph, x.shape)]);
}

const made = new WeakMap<GraphBuilder, Map<string, readonly number[]>>();

/** A list of numbers that a graph needs often. */
function once(graph: GraphBuilder, key: string, make: () => readonly number[]): readonly number[] {
  const own = made.get(graph) ?? new Map<string, readonly number[]>();
  made.set(graph, own);
  const numbers = own.get(key) ?? make();
  own.set(key, numbers);
  return numbers;
}

/** The sum of what every window that covers a pixel sends back: windows are as many as the pool's, each sends dy / divisor. */
function averageGradient(attrs: OpAttrs['avgPool'], x: LoweredValue, dy: string, { graph, output }: BackwardContext): string {
  const { kernel, stride, padding } = attrs;
  const rank = kernel.length;
  const area = product(kernel);
  const space = output.shape.slice(2);
  const key = `pool of ${kernel.join('x')} by ${stride.join()} in ${padding.join()} ${attrs.countPadding}, ${x.shape.slice(2).join('x')} to ${space.join('x')}`;
  const divisors = once(graph, key, () => averagePoolDivisors(attrs, x, space));
  const isEven = divisors.every((divisor) => divisor === divisors[0]);
  const sent = (factor: number): string =>
    isEven
      ? scaled(graph, dy, factor / divisors[0])
      : times(
          graph,
          dy,
          graph.initializer({
            name: `${factor} by ${key}`,
            type: 'float',
            dims: [1, 1, ...space],
            get bytes() {
              return bytesOf(Float32Array.from(divisors, (divisor) => factor / divisor));
            },
          }),
        );
  // The last window may end before the input's last pixel, or hang over it.
  const reach = space.map((length, axis) => (length - 1) * stride[axis] + kernel[axis] - padding[axis]);
  const ends = reach.map((end, axis) => end - x.shape[axis + 2]);
  if (stride.every((step) => step === 1) && ends.every((end, axis) => end < kernel[axis])) {
    const pads = [
      ...kernel.map((length, axis) => length - 1 - padding[axis]),
      ...ends.map((end, axis) => kernel[axis] - 1 - end),
    ];
    const attributes = { kernel_shape: ints(kernel), strides: ints(stride), pads: ints(pads), count_include_pad: int(1) };
    return graph.node('AveragePool', [sent(area)], attributes);
  }
  const channels = x.shape[1];
  const ones = graph.constant('float', [channels, 1, ...kernel], new Array<number>(channels * area).fill(1));
  return graph.node('ConvTranspose', [sent(1), ones], {
    group: int(channels),
    kernel_shape: ints(kernel),
    strides: ints(stride),
    pads: ints([...padding.slice(0, rank), ...ends.map((end) => Math.max(0, end))]),
    output_padding: ints(ends.map((end) => Math.max(0, -end))),
  });
}

/** Gradients of a maximum go to the first largest element, as in PyTorch. */
export const pooling: BackwardFamily<'maxPool' | 'avgPool' | 'globalAvgPool' | 'globalMaxPool' | 'mean'> = {
  maxPool: (attrs, [x], dy, { graph, output }) => ({
    inputs: [
      () => {
        const [, places] = graph.emit('MaxPool', [x.name], maxPoolAttributes(attrs, x, output.shape), placesOfMaxima);
        const flat = (name: string): string => graph.node('Reshape', [name, list(graph, [-1])]);
        const summed = scatterAdd(graph, [product(x.shape)], flat(places), flat(dy), 0);
        return graph.node('Reshape', [summed, list(graph, x.shape)]);
      },
    ],
  }),
  avgPool: (attrs, [x], dy, context) => ({ inputs: [() => averageGradient(attrs, x, dy, context)] }),
  globalAvgPool: (_, [x], dy, { graph, output }) => ({
    inputs: [() => repeated(graph, { name: dy, shape: output.shape }, output.shape, x)],
  }),
  globalMaxPool: (_, [x], dy, { graph }) => ({
    inputs: [
      () => {
        const [batch, channels, ...space] = x.shape;
        const rows = [batch, channels, product(space)];
        const series = graph.node('Reshape', [x.name, list(graph, rows)]);
        const places = graph.node('ArgMax', [series], { axis: int(2), keepdims: int(1) });
        const share = graph.node('Reshape', [dy, list(graph, [batch, channels, 1])]);
        return graph.node('Reshape', [scatterAdd(graph, rows, places, share, 2), list(graph, x.shape)]);
      },
    ],
  }),
  mean: ({ axes: given }, [x], dy, { graph, output }) => ({
    inputs: [
      () => {
        const axes = given.map((axis) => resolveAxis(axis, x.shape.length));
        const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
        return repeated(graph, { name: dy, shape: output.shape }, kept, x);
      },
    ],
  }),
};
