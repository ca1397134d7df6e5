/**
 * One training step as one ONNX model: forward pass, loss, backward pass, update. All learned numbers are one vector, as are the running
 * statistics and what the optimizer remembers, so that a step takes and gives a handful of tensors and the update is a few nodes.
 *
 *   weights (vector) -> split into tensors -> network -> loss -> gradients -> joined into a vector -> optimizer -> new weights
 */
import { onlyOf } from '../../core/only-of.js';
import { must } from '../../core/must.js';
import { dataError } from '../../core/errors.js';
import { product } from '../../arch/ops/shapes.js';
import { parametersOf, type Parameter } from '../../arch/parameters.js';
import type { Architecture, Shape } from '../../arch/types.js';
import { differentiate } from '../../onnx/backward/differentiate.js';
import { minus, plus, reshape, scaled, times } from '../../onnx/backward/emit.js';
import type { Dialect } from '../../onnx/lower/dialect.js';
import type { BatchNormLowering } from '../../onnx/lower/batch-norm.js';
import { bytesOf, int, type GraphBuilder } from '../../onnx/lower/graph-builder.js';
import { lowerArchitecture, type LoweredArchitecture } from '../../onnx/lower/lower-architecture.js';
import { encodeModel } from '../../onnx/proto/encode-model.js';
import type { OnnxNode, OnnxTensor, OnnxValue } from '../../onnx/proto/types.js';
import type { Initializer } from '../../runtime/weights/types.js';
import { blockedDomain } from '../../onnx/lower/blocked.js';
import { groupsOf } from '../../runtime/ort/layout/attributes.js';
import { writeInBlocks, type WeightInBlocks } from '../../runtime/ort/layout/write-in-blocks.js';
import { blockedWeight } from '../../runtime/ort/blocked-channels.js';
import { optimizers } from '../optimizers/index.js';
import type { TrainingSettings } from '../types.js';

/** How fast running statistics follow those of a batch (PyTorch's momentum). */
const statisticsRate = 0.1;

/** A learned tensor's place in the vector of weights. */
export interface WeightPlace {
  readonly parameter: Parameter;
  readonly at: number;
  readonly length: number;
}

/** A batch norm's place in the vector of statistics: the means of its channels, then their variances. */
export interface StatisticsPlace {
  readonly node: string;
  readonly channels: number;
  readonly at: number;
}

export interface TrainingModel {
  readonly bytes: Uint8Array;
  readonly weights: readonly WeightPlace[];
  readonly weightCount: number;
  readonly statistics: readonly StatisticsPlace[];
  readonly statisticsCount: number;
  /** Learned tensors that no gradient reaches: they stay as they are. */
  readonly idle: readonly Parameter[];
  readonly inputShape: Shape;
  readonly classes: number;
}

/** Names of the model's inputs; its outputs have `next` before them. */
export const modelNames = {
  targets: 'targets',
  weights: 'weights',
  statistics: 'statistics',
  memory: (name: string): string => `memory ${name}`,
  scalar: (name: string): string => `scalar ${name}`,
  next: (name: string): string => `next ${name}`,
  loss: 'loss',
  logits: 'logits',
} as const;

export interface TrainingModelOptions {
  readonly settings: TrainingSettings;
  readonly batchNorm: BatchNormLowering;
  /** By default, the processor's. */
  readonly dialect?: Dialect;
  /** Channels in a block of the runtime's fastest convolutions, where it has them. */
  readonly block?: number | undefined;
  /** Values of learned tensors that stay as they are. */
  readonly initializer: Initializer;
}

/** @throws a data error for an operator without a gradient, or a network that learns nothing. */
export function writeTrainingModel(
  where: string,
  architecture: Architecture,
  { settings, batchNorm, dialect, block, initializer }: TrainingModelOptions,
): TrainingModel {
  const { batch } = settings;
  const lowered = lowerArchitecture(architecture, {
    batch,
    values: ({ key }) => key,
    batchNorm,
    ...(dialect === undefined ? {} : { dialect }),
    block: dialect === 'card' ? undefined : block,
    keepShifts: true,
  });
  const { graph, shapes } = lowered;
  const input = must(architecture.inputs[0], 'an input');
  const output = must(architecture.outputs[0], 'an output');
  const classes = must(shapes.get(output)?.[1], 'classes');
  const { loss, seed } = writeLoss(graph, lowered.value(output), batch);
  const gradients = differentiate(lowered, { seeds: new Map([[output, seed]]), parameters: () => true });

  const learned = [...new Map([...parametersOf(architecture, shapes).values()].flat().map((one) => [one.key, one])).values()];
  const weights: WeightPlace[] = [];
  const vectors: string[] = [];
  const idle: Parameter[] = [];
  let weightCount = 0;
  for (const parameter of learned) {
    const gradient = gradients.parameter(parameter.key, 'batch');
    if (gradient === undefined) {
      idle.push(parameter);
      continue;
    }
    const length = product(parameter.shape);
    vectors.push(reshape(graph, { name: gradient, shape: parameter.shape }, [length]));
    weights.push({ parameter, at: weightCount, length });
    weightCount += length;
  }
  if (weights.length === 0)
    throw dataError(where, {
      expected: 'a network with learned tensors that its output reads',
      got: 'none',
      code: 'unsupported',
    });

  const { places: statistics, count: statisticsCount, next: nextStatistics } = writeStatistics(lowered);
  const optimizer = optimizers[settings.optimizer];
  const scalars = Object.keys(optimizer.scalars(0, settings.learningRate, settings));
  const updated = optimizer.update({
    graph,
    settings,
    weights: modelNames.weights,
    gradient: joined(graph, vectors),
    memory: Object.fromEntries(optimizer.memory.map((name) => [name, modelNames.memory(name)])),
    scalars: Object.fromEntries(scalars.map((name) => [name, modelNames.scalar(name)])),
  });

  const inputShape = [batch, ...input.shape.slice(1)];
  const vector = (name: string, length: number): OnnxValue => ({ name, type: 'float', dims: [length] });
  const outputs: { readonly name: string; readonly value: string; readonly dims: Shape }[] = [
    { name: modelNames.loss, value: loss, dims: [] },
    { name: modelNames.logits, value: lowered.value(output), dims: [batch, classes] },
    { name: modelNames.next(modelNames.weights), value: updated.weights, dims: [weightCount] },
    ...optimizer.memory.map((name) => ({
      name: modelNames.next(modelNames.memory(name)),
      value: must(updated.memory[name], 'what each memory becomes'),
      dims: [weightCount],
    })),
    ...(nextStatistics === undefined
      ? []
      : [{ name: modelNames.next(modelNames.statistics), value: nextStatistics, dims: [statisticsCount] }]),
  ];
  const split = splitWeights(graph, weights);
  const { nodes, constants } =
    block === undefined
      ? { nodes: graph.nodes, constants: [] }
      : inBlocks(
          graph,
          new Map([...weightShapes(graph, split), [input.id, inputShape]]),
          outputs.map(({ value }) => value),
          block,
        );
  const bytes = encodeModel(
    {
      name: 'training step',
      nodes: [
        ...split,
        ...nodes,
        ...outputs.map(({ name, value }): OnnxNode => ({ op: 'Identity', inputs: [value], outputs: [name] })),
      ],
      initializers: [
        ...byName([...graph.initializers, ...constants]),
        ...idle.map((parameter) => idleTensor(parameter, initializer)),
      ],
      inputs: [
        { name: input.id, type: 'float', dims: inputShape },
        { name: modelNames.targets, type: 'float', dims: [batch, classes] },
        vector(modelNames.weights, weightCount),
        ...(statisticsCount === 0 ? [] : [vector(modelNames.statistics, statisticsCount)]),
        ...optimizer.memory.map((name) => vector(modelNames.memory(name), weightCount)),
        ...scalars.map((name): OnnxValue => ({ name: modelNames.scalar(name), type: 'float', dims: [] })),
      ],
      outputs: outputs.map(({ name, dims }) => ({ name, type: 'float', dims })),
    },
    { domains: Object.fromEntries([...graph.domains, blockedDomain, 'com.microsoft'].map((domain) => [domain, 1])) },
  );
  return { bytes, weights, weightCount, statistics, statisticsCount, idle, inputShape, classes };
}

/** The graph with its maps in blocks. @param shapes those of weights, which change, and of the input. */
function inBlocks(
  graph: GraphBuilder,
  shapes: ReadonlyMap<string, Shape>,
  outputs: readonly string[],
  block: number,
): { readonly nodes: readonly OnnxNode[]; readonly constants: readonly OnnxTensor[] } {
  const list = (values: readonly number[]): string => graph.constant('int64', [values.length], values);
  const weightOf = (node: OnnxNode): WeightInBlocks | undefined => {
    const [, weight = ''] = node.inputs;
    const shape = shapes.get(weight) ?? [];
    const [outChannels = 0, inChannels = 0] = shape;
    if (shape.length !== 4 || groupsOf(node) !== 1 || outChannels % block !== 0 || inChannels % block !== 0) return undefined;
    const write = (): OnnxNode[] => blockedWeight(weight, shape, block, list);
    return { name: `${weight} blocked`, write, outChannels, readsBlocks: true };
  };
  return writeInBlocks({ nodes: graph.nodes, initializers: graph.initializers, shapes, outputs }, block, weightOf);
}

/** Mean cross-entropy against rows of targets that add up to 1, and its gradient at the logits. */
function writeLoss(graph: GraphBuilder, logits: string, batch: number): { readonly loss: string; readonly seed: string } {
  const logShares = graph.node('LogSoftmax', [logits], { axis: int(1) });
  const sum = graph.node('ReduceSum', [times(graph, modelNames.targets, logShares)], { keepdims: int(0) });
  const shares = graph.node('Softmax', [logits], { axis: int(1) });
  return { loss: scaled(graph, sum, -1 / batch), seed: scaled(graph, minus(graph, shares, modelNames.targets), 1 / batch) };
}

/** Running statistics one step on, variances without bias, as PyTorch keeps them. */
function writeStatistics({ graph, architecture, written }: LoweredArchitecture): {
  readonly places: readonly StatisticsPlace[];
  readonly count: number;
  readonly next: string | undefined;
} {
  const places: StatisticsPlace[] = [];
  const parts: string[] = [];
  const factors: number[] = [];
  for (const { id } of architecture.nodes) {
    const norm = written(id);
    const statistics = norm?.batchNorm?.statistics[0];
    if (norm === undefined || statistics === undefined) continue;
    const { mean, variance } = statistics;
    const [batch = 1, channels = 1, ...space] = must(norm.inputs[0], 'an input').shape;
    const count = batch * product(space);
    places.push({ node: id, channels, at: factors.length });
    parts.push(mean, variance);
    for (const factor of [1, count > 1 ? count / (count - 1) : 1])
      for (let channel = 0; channel < channels; channel++) factors.push(factor);
  }
  if (places.length === 0) return { places, count: 0, next: undefined };
  const factor = graph.initializer({
    name: 'statistics factor',
    type: 'float',
    dims: [factors.length],
    bytes: bytesOf(Float32Array.from(factors, (value) => value * statisticsRate)),
  });
  const kept = scaled(graph, modelNames.statistics, 1 - statisticsRate);
  return { places, count: factors.length, next: plus(graph, kept, times(graph, joined(graph, parts), factor)) };
}

function joined(graph: GraphBuilder, vectors: readonly string[]): string {
  return onlyOf(vectors) ?? graph.node('Concat', vectors, { axis: int(0) });
}

/** The tensors of the network out of the vector of weights. */
function splitWeights(graph: GraphBuilder, weights: readonly WeightPlace[]): OnnxNode[] {
  const list = (values: readonly number[]): string => graph.constant('int64', [values.length], values);
  const flat = ({ parameter }: WeightPlace): string => `${parameter.key} as vector`;
  const split: OnnxNode = {
    op: 'Split',
    inputs: [modelNames.weights, list(weights.map(({ length }) => length))],
    outputs: weights.map(flat),
    attrs: { axis: int(0) },
  };
  // A card gives a node as many outputs as it has places for buffers, some ten.
  const slices = weights.map((place): OnnxNode => {
    const { at, length } = place;
    return { op: 'Slice', inputs: [modelNames.weights, list([at]), list([at + length]), list([0])], outputs: [flat(place)] };
  });
  const reshapes = weights.map((place): OnnxNode => {
    const { key, shape } = place.parameter;
    return { op: 'Reshape', inputs: [flat(place), list(shape)], outputs: [key] };
  });
  return [...(graph.dialect === 'card' ? slices : [split]), ...reshapes];
}

/** Shapes of weights that are computed: what was reshaped to a shape that is known. */
function weightShapes(graph: GraphBuilder, split: readonly OnnxNode[]): Map<string, Shape> {
  const lists = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const shapes = new Map<string, Shape>();
  for (const { op, inputs, outputs } of [...split, ...graph.nodes]) {
    const [, shape] = inputs;
    const [output] = outputs;
    const list = op === 'Reshape' && shape !== undefined ? lists.get(shape) : undefined;
    if (list === undefined || output === undefined) continue;
    const { buffer, byteOffset } = list.bytes;
    shapes.set(output, Array.from(new BigInt64Array(buffer, byteOffset, list.dims[0]), Number));
  }
  return shapes;
}

/** Each tensor once. */
function byName(tensors: readonly OnnxTensor[]): Iterable<OnnxTensor> {
  return new Map(tensors.map((tensor) => [tensor.name, tensor])).values();
}

function idleTensor(parameter: Parameter, initializer: Initializer): OnnxTensor {
  const given = initializer.values(parameter);
  const values = typeof given === 'number' ? new Float32Array(product(parameter.shape)).fill(given) : given;
  return { name: parameter.key, type: 'float', dims: parameter.shape, bytes: bytesOf(values) };
}
