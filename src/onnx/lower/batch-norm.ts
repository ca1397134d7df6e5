/**
 * Batch norm, whose statistics have several sources and several spellings in ONNX.
 *   native    BatchNormalization in training mode: what the CPU and wasm runtimes do best. WebGPU and CUDA refuse it.
 *   reduced   mean and variance by reductions, then scale and shift: runs anywhere.
 *   each      separate statistics for every sample: an instance norm.
 *   running   the running statistics before any step: mean 0, variance 1.
 */
import type { Shape } from '../../arch/types.js';
import { bytesOf, float, int, ints, type GraphBuilder } from './graph-builder.js';
import type { LoweredValue } from './types.js';

export interface BatchNormInputs {
  readonly graph: GraphBuilder;
  readonly x: LoweredValue;
  /** Values of one number a channel. */
  readonly scale: string;
  readonly shift: string;
  readonly eps: number;
}

export interface BatchNormOutput {
  readonly y: string;
  /** Mean and population variance of each channel for every set of samples that has separate statistics; none where no node names them. */
  readonly statistics: readonly { readonly mean: string; readonly variance: string }[];
  /** Whose statistics: of all samples, of each half, of each sample, or given numbers. */
  readonly norm: 'joint' | 'halves' | 'each' | 'running';
}

export type BatchNormLowering = (inputs: BatchNormInputs) => BatchNormOutput;

/** A tensor of one number a channel; the name keeps it apart from others. */
export function perChannelConstant(graph: GraphBuilder, name: string, channels: number, value: number): string {
  return graph.initializer({
    name: `batch-norm.${name}.${channels}`,
    type: 'float',
    dims: [channels],
    bytes: bytesOf(new Float32Array(channels).fill(value)),
  });
}

/**
 * The statistics a training-mode norm starts from, which momentum 0 never reads. The runtime writes the batch's statistics into their
 * buffers: where a norm shared one with scale or shift, outputs became wrong or NaN, and where two norms shared one, the statistics of
 * the first were those of the second. It also merges small tensors of equal values. So every norm has a separate pair of distinct values.
 */
function startStatistics({ graph, x, scale, shift }: BatchNormInputs): [string, string] {
  const of = `${x.name}.${scale}.${shift}`;
  const value = 2 * graph.nodes.length + 3;
  return [
    perChannelConstant(graph, `start-mean.${of}`, x.shape[1], value),
    perChannelConstant(graph, `start-variance.${of}`, x.shape[1], value + 1),
  ];
}

export const nativeBatchNorm: BatchNormLowering = (inputs) => {
  const { graph, x, scale, shift, eps } = inputs;
  // Momentum 0 makes the second and third output exactly the statistics of the batch.
  const attrs = { epsilon: float(eps), momentum: float(0), training_mode: int(1) };
  const given = [x.name, scale, shift, ...startStatistics(inputs)];
  const [y, mean, variance] = graph.emit('BatchNormalization', given, attrs, { outputs: 3 });
  return { y, statistics: [{ mean, variance }], norm: 'joint' };
};

export const reducedBatchNorm: BatchNormLowering = ({ graph, x, scale, shift, eps }) => {
  const axes = ints(x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis])));
  const perChannel = (name: string): string =>
    graph.node('Reshape', [
      name,
      graph.constant(
        'int64',
        [x.shape.length],
        x.shape.map((_, axis) => (axis === 1 ? -1 : 1)),
      ),
    ]);
  const mean = graph.node('ReduceMean', [x.name], { axes, keepdims: int(1) });
  const centred = graph.node('Sub', [x.name, mean]);
  const variance = graph.node('ReduceMean', [graph.node('Mul', [centred, centred])], { axes, keepdims: int(1) });
  const deviation = graph.node('Sqrt', [graph.node('Add', [variance, graph.constant('float', [], [eps])])]);
  const gain = graph.node('Div', [perChannel(scale), deviation]);
  const y = graph.node('Add', [graph.node('Mul', [centred, gain]), perChannel(shift)]);
  const flat = (name: string): string => graph.node('Reshape', [name, graph.constant('int64', [1], [-1])]);
  return { y, statistics: [{ mean: flat(mean), variance: flat(variance) }], norm: 'joint' };
};

export const runningBatchNorm: BatchNormLowering = ({ graph, x, scale, shift, eps }) => ({
  y: graph.node(
    'BatchNormalization',
    [
      x.name,
      scale,
      shift,
      perChannelConstant(graph, 'mean', x.shape[1], 0),
      perChannelConstant(graph, 'variance', x.shape[1], 1),
    ],
    { epsilon: float(eps) },
  ),
  statistics: [],
  norm: 'running',
});

/** Separate statistics for each sample; no node names them. */
export const sampleBatchNorm: BatchNormLowering = ({ graph, x, scale, shift, eps }) => {
  const reshape = (name: string, shape: Shape): string =>
    graph.node('Reshape', [name, graph.constant('int64', [shape.length], [...shape])]);
  const spread = x.shape.length > 2 ? x.name : reshape(x.name, [...x.shape, 1]);
  const y = graph.node('InstanceNormalization', [spread, scale, shift], { epsilon: float(eps) });
  return { y: x.shape.length > 2 ? y : reshape(y, x.shape), statistics: [], norm: 'each' };
};

/** Separate statistics for the first and the second half of the batch. */
export function inHalves(lowering: BatchNormLowering): BatchNormLowering {
  return ({ graph, x, ...rest }) => {
    const half = x.shape[0] / 2;
    const shape: Shape = [half, ...x.shape.slice(1)];
    const parts = graph.emit('Split', [x.name, graph.constant('int64', [2], [half, half])], { axis: int(0) }, { outputs: 2 });
    const done = parts.map((name) => lowering({ graph, x: { name, shape }, ...rest }));
    return {
      y: graph.node(
        'Concat',
        done.map(({ y }) => y),
        { axis: int(0) },
      ),
      statistics: done.flatMap(({ statistics }) => statistics),
      norm: 'halves',
    };
  };
}
