import { Mismatch } from '../../core/mismatch.js';
import { product } from '../../arch/ops/shapes.js';
import type { OpAttrs, WindowAttrs } from '../../arch/types.js';
import { int, ints, type EmitOptions, type GraphBuilder, type OnnxAttributes } from './graph-builder.js';
import type { LoweredValue, LoweringFamily } from './types.js';

/**
 * End padding that makes rounding down give the known output length: what a last window hangs over with `ceil`, and less than was
 * asked where the last pixels are not reached (then it is negative, and left alone).
 */
function endPadding({ kernel, stride, padding, dilation }: WindowAttrs, x: LoweredValue, output: readonly number[]): number[] {
  const rank = kernel.length;
  return kernel.map((length, axis) => {
    const reach = (output[axis + 2] - 1) * stride[axis] + dilation[axis] * (length - 1) + 1;
    return Math.max(padding[axis + rank], reach - x.shape[axis + 2] - padding[axis]);
  });
}

function padded(graph: GraphBuilder, x: string, begins: readonly number[], ends: readonly number[]): string {
  return graph.node('Pad', [x, graph.constant('int64', [2 * (begins.length + 2)], [0, 0, ...begins, 0, 0, ...ends])]);
}

/** Attributes of ONNX's MaxPool that give the known output shape. */
export function maxPoolAttributes(attrs: WindowAttrs, x: LoweredValue, output: readonly number[]): OnnxAttributes {
  const pads = ints([...attrs.padding.slice(0, attrs.kernel.length), ...endPadding(attrs, x, output)]);
  return { kernel_shape: ints(attrs.kernel), strides: ints(attrs.stride), dilations: ints(attrs.dilation), pads };
}

/** For a maximum with its places, which WebGPU does not have. */
export const placesOfMaxima: EmitOptions = { outputs: 2, onProcessor: true };

/** What an average pool divides by at each place of its output, row-major: padding may count, what `ceil` hangs over never does. */
export function averagePoolDivisors(attrs: OpAttrs['avgPool'], x: LoweredValue, space: readonly number[]): number[] {
  const rank = space.length;
  return space.reduce<number[]>(
    (divisors, length, axis) => {
      const begin = attrs.countPadding ? -attrs.padding[axis] : 0;
      const end = x.shape[axis + 2] + (attrs.countPadding ? attrs.padding[axis + rank] : 0);
      const counts = Array.from({ length }, (_, place) => {
        const first = place * attrs.stride[axis] - attrs.padding[axis];
        return Math.min(end, first + attrs.kernel[axis]) - Math.max(begin, first);
      });
      return divisors.flatMap((divisor) => counts.map((count) => divisor * count));
    },
    [1],
  );
}

/** Pools. `ceil` becomes explicit end padding, because runtimes disagree about windows that start beyond the input. */
export const pooling: LoweringFamily<'maxPool' | 'avgPool' | 'globalAvgPool' | 'globalMaxPool' | 'mean'> = {
  maxPool: (attrs, [x], { graph, shape }) => graph.node('MaxPool', [x.name], maxPoolAttributes(attrs, x, shape)),
  avgPool(attrs, [x], { graph, shape }) {
    const { kernel, stride, dilation, padding, countPadding } = attrs;
    if (dilation.some((step) => step > 1)) throw new Mismatch('an average pool without dilation, which ONNX 17 lacks');
    const rank = kernel.length;
    const ends = endPadding(attrs, x, shape);
    const window: OnnxAttributes = { kernel_shape: ints(kernel), strides: ints(stride) };
    const begins = padding.slice(0, rank);
    const hangsOver = ends.some((end, axis) => end > padding[axis + rank]);
    if (!countPadding || !hangsOver) {
      return graph.node('AveragePool', [x.name], {
        ...window,
        pads: ints([...begins, ...ends]),
        count_include_pad: int(countPadding ? 1 : 0),
      });
    }
    // Padding counts in the divisor, what hangs over does not: pad with zeros that count first, then let the window hang over.
    const whole = padded(graph, x.name, begins, padding.slice(rank));
    const over = ends.map((end, axis) => end - padding[axis + rank]);
    return graph.node('AveragePool', [whole], {
      ...window,
      pads: ints([...begins.map(() => 0), ...over]),
      count_include_pad: int(0),
    });
  },
  globalAvgPool: (_, [x], { graph }) => graph.node('GlobalAveragePool', [x.name]),
  globalMaxPool: (_, [x], { graph }) => graph.node('GlobalMaxPool', [x.name]),
  mean({ axes, keepDims }, [x], { graph, shape }) {
    // A mean over one element of every axis named is a reshape; ReduceMean handles it, but empty axes would mean all of them.
    if (product(x.shape) === product(shape))
      return graph.node('Reshape', [x.name, graph.constant('int64', [shape.length], [...shape])]);
    return graph.node('ReduceMean', [x.name], { axes: ints(axes), keepdims: int(keepDims ? 1 : 0) });
  },
};
