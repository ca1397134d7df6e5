/**
 * W (H g) of every layer: the backward pass is differentiated once more, along the gradient itself. Norms are written by reductions,
 * because their parts have derivatives, and weights are no constants of the graph.
 */
import { placed } from '../../../core/mismatch.js';
import type { Parameter } from '../../../arch/parameters.js';
import { product } from '../../../arch/ops/shapes.js';
import { differentiate } from '../../../onnx/backward/differentiate.js';
import { times } from '../../../onnx/backward/emit.js';
import { pushForward } from '../../../onnx/backward/forward-mode.js';
import { bytesOf, int } from '../../../onnx/lower/graph-builder.js';
import { lowerArchitecture } from '../../../onnx/lower/lower-architecture.js';
import { encodeModel } from '../../../onnx/proto/encode-model.js';
import { oneHot } from '../../passes/losses.js';
import { readTaps } from '../../passes/outcome.js';
import { findTaps } from '../../passes/taps.js';
import type { ForwardJob, GradientReading, ReadingOutcome } from '../../passes/types.js';
import { batchNormOf } from '../batch-norm-of.js';
import { runOnce } from '../run-once.js';
import type { OrtEngine } from '../types.js';
import { labelsInput, lossSeeds } from './loss-graphs.js';

type Curvature = Extract<GradientReading, { readonly kind: 'weight-curvature' }>;

export async function weightCurvature(engine: OrtEngine, job: ForwardJob, reading: Curvature): Promise<ReadingOutcome> {
  const { architecture, inputs, norm, weights, labels } = job;
  const batch = inputs[0].count;
  const moves = ({ role, name }: Parameter): boolean => role === 'weight' && name === 'weight';
  const lowered = lowerArchitecture(architecture, {
    batch,
    values: (parameter) => (moves(parameter) ? undefined : weights.values(parameter)),
    batchNorm: batchNormOf({ dialect: 'card' }, norm),
    dialect: engine.dialect,
  });
  const { graph, shapes } = lowered;
  const taps = findTaps({ architecture, shapes }, reading.of);
  const moving = [...lowered.parameters.values()].flat().filter(moves);
  for (const parameter of moving) {
    const given = weights.values(parameter);
    const values = typeof given === 'number' ? new Float32Array(product(parameter.shape)).fill(given) : given;
    graph.initializer({ name: parameter.key, type: 'float', dims: parameter.shape, bytes: bytesOf(values) });
  }
  const gradients = differentiate(lowered, { seeds: lossSeeds(lowered, reading.loss, norm), parameters: moves });
  const gradientOf = new Map<string, string>();
  for (const { key } of moving) {
    const gradient = gradients.parameter(key, 'batch');
    if (gradient !== undefined) gradientOf.set(key, gradient);
  }
  const curvatures = new Map<string, string>();
  try {
    const derivative = pushForward(graph, gradientOf);
    for (const { key, node } of moving) {
      const gradient = gradientOf.get(key);
      const moved = gradient === undefined ? undefined : derivative(gradient);
      if (moved !== undefined) curvatures.set(node, graph.node('ReduceSum', [times(graph, key, moved)], { keepdims: int(0) }));
    }
  } catch (error) {
    throw placed(error, 'second derivative');
  }
  const outputShape = shapes.get(architecture.outputs[0]) ?? [];
  const fed = [
    ...architecture.inputs.map(({ id }, i) => ({ name: id, dims: [batch, ...inputs[i].shape], values: inputs[i].values })),
    ...(reading.loss === 'cross-entropy' && labels?.ok === true
      ? [{ name: labelsInput, dims: outputShape, values: oneHot(labels.values, outputShape[1]) }]
      : []),
  ];
  const names = [...new Set(curvatures.values())];
  const model = encodeModel(
    {
      name: 'curvature',
      nodes: graph.nodes,
      initializers: graph.initializers,
      inputs: fed.map(({ name, dims }) => ({ name, type: 'float', dims })),
      outputs: names.map((name) => ({ name, type: 'float' })),
    },
    { domains: { 'com.microsoft': 1 } },
  );
  const results = names.length === 0 ? {} : await runOnce(engine, model, fed);
  return readTaps(taps, reading, ({ node }) => {
    const name = curvatures.get(node);
    return name === undefined ? Float32Array.of(0) : results[name].values;
  });
}
