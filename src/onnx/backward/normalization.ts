/**
 * Norms. With n = (x - mean) / s the normal of a set of elements that share statistics, and g = scale dy:
 *   dx = (g - mean g - n mean(g n)) / s,  dScale = sum dy n,  dShift = sum dy.
 * Where scale is 1 and shift 0, as at every initialisation, n is the output itself. Statistics that are given numbers pass g / s on.
 */
import { product, resolveAxis } from '../../arch/ops/shapes.js';
import type { Shape } from '../../arch/types.js';
import { float, int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import { perChannelConstant, runningBatchNorm } from '../lower/batch-norm.js';
import type { LoweredValue } from '../lower/types.js';
import { list, mean, minus, plus, reshape, scalar, sum, times } from './emit.js';
import type { BackwardContext, BackwardFamily, GradientOf, Pullbacks } from './types.js';

/** Whether a norm's output is its normal. */
function isPlain(affine: boolean, { values }: BackwardContext): boolean {
  return !affine || (values('scale') === 1 && values('shift') === 0);
}

/** Inference-mode batch norm: (x - mean) scale / sqrt(variance + eps), one number a channel each. The fastest such node runtimes have. */
function centredAndScaled(
  graph: GraphBuilder,
  x: LoweredValue,
  {
    scale,
    centre,
    variance,
    eps,
  }: { readonly scale: string; readonly centre: string; readonly variance: string; readonly eps: number },
): string {
  const zeros = perChannelConstant(graph, 'mean', x.shape[1], 0);
  return graph.node('BatchNormalization', [x.name, scale, zeros, centre, variance], { epsilon: float(eps) });
}

const perChannel = (graph: GraphBuilder, name: string, rank: number): string =>
  graph.node('Reshape', [
    name,
    list(
      graph,
      Array.from({ length: rank }, (_, axis) => (axis === 1 ? -1 : 1)),
    ),
  ]);

interface BatchSet {
  readonly x: LoweredValue;
  readonly y: string;
  readonly dy: string;
  readonly mean: string;
  readonly variance: string;
}

/** One set of samples of a batch norm. */
function batchSet({ x, y, dy, mean: centre, variance }: BatchSet, eps: number, plain: boolean, context: BackwardContext) {
  const { graph } = context;
  const rank = x.shape.length;
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const ones = perChannelConstant(graph, 'variance', x.shape[1], 1);
  const scale = plain ? ones : context.parameter('scale');
  const normal = (): string => (plain ? y : centredAndScaled(graph, x, { scale: ones, centre, variance, eps }));
  const flat = (name: string): string => graph.node('Reshape', [name, list(graph, [-1])]);
  const dyMean = (): string => graph.node('ReduceMean', [dy], { axes: ints(axes), keepdims: int(0) });
  const dyNormalMean = (): string => mean(graph, times(graph, dy, normal()), axes);
  const count = product(x.shape) / x.shape[1];
  return {
    dx: (): string => {
      const spread = centredAndScaled(graph, { name: dy, shape: x.shape }, { scale, centre: dyMean(), variance, eps });
      if (graph.dialect === 'card') {
        const deviation = graph.node('Sqrt', [plus(graph, variance, scalar(graph, eps))]);
        const factor = times(graph, dyNormalMean(), perChannel(graph, graph.node('Div', [scale, deviation]), rank));
        return minus(graph, spread, times(graph, normal(), factor));
      }
      // The runtime's fewest nodes: a norm of means gives what the normal is multiplied with.
      const negative = plain ? perChannelConstant(graph, 'minus', x.shape[1], -1) : graph.node('Neg', [scale]);
      const means = { name: dyNormalMean(), shape: [1, x.shape[1], ...x.shape.slice(2).map(() => 1)] };
      const zeros = perChannelConstant(graph, 'mean', x.shape[1], 0);
      const factor = centredAndScaled(graph, means, { scale: negative, centre: zeros, variance, eps });
      return plus(graph, spread, times(graph, normal(), factor));
    },
    dScale: (): string => times(graph, flat(dyNormalMean()), scalar(graph, count)),
    dShift: (): string => times(graph, dyMean(), scalar(graph, count)),
    normal,
  };
}

/** The gradient of a tensor of the given shape that lies along `axes` of dy: summed over the rest, for the batch or each sample. */
function alongAxes(graph: GraphBuilder, x: LoweredValue, shape: Shape, axes: readonly number[], of: GradientOf): string {
  const others = x.shape.flatMap((_, axis) => (axes.includes(axis) || (of === 'sample' && axis === 0) ? [] : [axis]));
  const kept = x.shape.filter((_, axis) => !others.includes(axis));
  return reshape(
    graph,
    { name: sum(graph, x.name, others, false), shape: kept },
    of === 'sample' ? [x.shape[0], ...shape] : shape,
  );
}

function split(graph: GraphBuilder, name: string, length: number): readonly string[] {
  return graph.emit('Split', [name, list(graph, [length / 2, length / 2])], { axis: int(0) }, { outputs: 2 });
}

function batchNorm(
  { eps, affine }: { readonly eps: number; readonly affine: boolean },
  x: LoweredValue,
  dy: string,
  context: BackwardContext,
): Pullbacks {
  const { graph, output } = context;
  const { norm, statistics } = context.batchNorm as NonNullable<BackwardContext['batchNorm']>;
  const plain = isPlain(affine, context);
  const channels = x.shape[1];
  if (norm === 'each')
    return spatialNorm({ eps, affine, sets: [x.shape[0], channels, product(x.shape.slice(2))] }, x, dy, context);
  if (norm === 'running') {
    const ones = perChannelConstant(graph, 'variance', channels, 1);
    const zeros = perChannelConstant(graph, 'mean', channels, 0);
    const passed = (name: string, scale: string): string =>
      runningBatchNorm({ graph, x: { name, shape: x.shape }, scale, shift: zeros, eps }).y;
    const normal = (): string => (plain ? output.name : passed(x.name, ones));
    return {
      inputs: [() => passed(dy, plain ? ones : context.parameter('scale'))],
      parameters: scaleAndShift(graph, x.shape, [channels], [1], dy, normal),
    };
  }
  const parts = norm === 'joint' ? 1 : 2;
  const shape = [x.shape[0] / parts, ...x.shape.slice(1)];
  const partsOf = (name: string): readonly string[] => (parts === 1 ? [name] : split(graph, name, x.shape[0]));
  const sets = (): ReturnType<typeof batchSet>[] =>
    statistics.map(({ mean: centre, variance }, i) =>
      batchSet(
        { x: { name: partsOf(x.name)[i], shape }, y: partsOf(output.name)[i], dy: partsOf(dy)[i], mean: centre, variance },
        eps,
        plain,
        context,
      ),
    );
  const joined = (names: readonly string[]): string =>
    names.length === 1 ? names[0] : graph.node('Concat', names, { axis: int(0) });
  const summed = (names: readonly string[]): string => names.reduce((a, b) => plus(graph, a, b));
  const each = scaleAndShift(graph, x.shape, [channels], [1], dy, () => joined(sets().map(({ normal }) => normal())));
  return {
    inputs: [() => joined(sets().map(({ dx }) => dx()))],
    parameters: {
      scale: (of) => (of === 'sample' ? each.scale(of) : summed(sets().map(({ dScale }) => dScale()))),
      shift: (of) => (of === 'sample' ? each.shift(of) : summed(sets().map(({ dShift }) => dShift()))),
    },
  };
}

function scaleAndShift(
  graph: GraphBuilder,
  full: Shape,
  shape: Shape,
  axes: readonly number[],
  dy: string,
  normal: () => string,
) {
  return {
    scale: (of: GradientOf): string => alongAxes(graph, { name: times(graph, dy, normal()), shape: full }, shape, axes, of),
    shift: (of: GradientOf): string => alongAxes(graph, { name: dy, shape: full }, shape, axes, of),
  };
}

/**
 * A norm whose sets lie side by side in memory: the last of the axes `sets` runs over a set. Its statistics are computed again.
 * Scale and shift are one a channel.
 */
function spatialNorm(
  { eps, affine, sets }: { readonly eps: number; readonly affine: boolean; readonly sets: Shape },
  x: LoweredValue,
  dy: string,
  context: BackwardContext,
): Pullbacks {
  const { graph } = context;
  const shape = [x.shape[1], ...x.shape.slice(2).map(() => 1)];
  const scaledBack = (): string =>
    isPlain(affine, context)
      ? dy
      : times(graph, dy, reshape(graph, { name: context.parameter('scale'), shape: [x.shape[1]] }, shape));
  return recomputed({ eps, affine, sets, parameterShape: [x.shape[1]], parameterAxes: [1] }, x, dy, scaledBack, context);
}

function recomputed(
  layout: {
    readonly eps: number;
    readonly affine: boolean;
    readonly sets: Shape;
    readonly parameterShape: Shape;
    readonly parameterAxes: readonly number[];
  },
  x: LoweredValue,
  dy: string,
  scaledBack: () => string,
  context: BackwardContext,
): Pullbacks {
  const { graph, output } = context;
  const { eps, sets, parameterShape, parameterAxes } = layout;
  const axis = sets.length - 1;
  const series = (name: string): string => reshape(graph, { name, shape: x.shape }, sets);
  const parts = (): { normal: string; deviation: string } => {
    const centred = minus(graph, series(x.name), mean(graph, series(x.name), [axis]));
    const variance = mean(graph, times(graph, centred, centred), [axis]);
    const deviation = graph.node('Sqrt', [plus(graph, variance, scalar(graph, eps))]);
    return { deviation, normal: isPlain(layout.affine, context) ? series(output.name) : graph.node('Div', [centred, deviation]) };
  };
  const normal = (): string => reshape(graph, { name: parts().normal, shape: sets }, x.shape);
  return {
    inputs: [
      () => {
        const { normal: n, deviation } = parts();
        const g = series(scaledBack());
        const centred = minus(graph, g, mean(graph, g, [axis]));
        const projected = times(graph, n, mean(graph, times(graph, g, n), [axis]));
        const dx = graph.node('Div', [minus(graph, centred, projected), deviation]);
        return reshape(graph, { name: dx, shape: sets }, x.shape);
      },
    ],
    parameters: scaleAndShift(graph, x.shape, parameterShape, parameterAxes, dy, normal),
  };
}

export const normalization: BackwardFamily<'batchNorm' | 'instanceNorm' | 'groupNorm' | 'layerNorm'> = {
  batchNorm: (attrs, [x], dy, context) => batchNorm(attrs, x, dy, context),
  instanceNorm: ({ eps, affine }, [x], dy, context) =>
    spatialNorm({ eps, affine, sets: [x.shape[0], x.shape[1], product(x.shape.slice(2))] }, x, dy, context),
  groupNorm: ({ groups, eps, affine }, [x], dy, context) =>
    spatialNorm({ eps, affine, sets: [x.shape[0], groups, product(x.shape.slice(1)) / groups] }, x, dy, context),
  layerNorm(attrs, [x], dy, context) {
    const { graph } = context;
    const axis = resolveAxis(attrs.axis, x.shape.length);
    const parameterShape = x.shape.slice(axis);
    const sets = [...x.shape.slice(0, axis), product(parameterShape)];
    const parameterAxes = parameterShape.map((_, i) => axis + i);
    const scaledBack = (): string => (isPlain(attrs.affine, context) ? dy : times(graph, dy, context.parameter('scale')));
    return recomputed({ eps: attrs.eps, affine: attrs.affine, sets, parameterShape, parameterAxes }, x, dy, scaledBack, context);
  },
};
