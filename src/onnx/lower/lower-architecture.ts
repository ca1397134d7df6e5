/**
 * Writes an architecture as an ONNX graph at one batch size. What is known to be zero whatever the weights (behind NAS's `none`)
 * is not computed: sums leave it out, and a tensor of zeros is made only where something else reads it.
 */
import { dataError } from '../../core/errors.js';
import { definitionOf, inferShapes, nodeTitle } from '../../arch/infer.js';
import { yieldsZero } from '../../arch/live.js';
import { parametersOf, type Parameter } from '../../arch/parameters.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import { activation } from './activation.js';
import { arithmetic, zeroTensor } from './arithmetic.js';
import type { BatchNormLowering } from './batch-norm.js';
import { convolution } from './convolution.js';
import { bytesOf, createGraphBuilder, type GraphBuilder } from './graph-builder.js';
import { linear } from './linear.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { shape } from './shape.js';
import { tables } from './tables.js';
import type { Lowering, Lowerings } from './types.js';

export interface LowerOptions {
  /** Length of the first axis of every input. */
  readonly batch: number;
  /** Values of a learned tensor, row-major; a number stands for a tensor filled with it. */
  readonly values: (parameter: Parameter) => Float32Array | number;
  readonly batchNorm: BatchNormLowering;
}

export interface LoweredArchitecture {
  readonly graph: GraphBuilder;
  /** Shapes of inputs and nodes, by id. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** The graph's value of an input or node, by id; zeros are made on demand. */
  value(id: string): string;
  /** Variances of each set of statistics of a batch norm, by its node's id; undefined where the norm was not computed (its input is zero). */
  variances(id: string): readonly string[] | undefined;
}

/** @throws a data error that names the node and op that cannot be written. */
export function lowerArchitecture(architecture: Architecture, { batch, values, batchNorm }: LowerOptions): LoweredArchitecture {
  const graph = createGraphBuilder();
  const shapes = inferShapes(architecture, batch);
  const parameters = parametersOf(architecture, shapes);
  const variancesOf = new Map<string, readonly string[]>();
  const lowerings: Lowerings = {
    ...convolution,
    ...linear,
    ...activation,
    ...pooling,
    ...arithmetic,
    ...shape,
    ...tables,
    ...normalization(batchNorm, (output, variances) => variancesOf.set(output, variances)),
  };
  const names = new Map<string, string>();
  const zero = new Set<string>();
  for (const { id } of architecture.inputs) names.set(id, id);

  const shapeOf = (id: string): Shape => shapes.get(id) as Shape;
  const value = (id: string): string => names.get(id) ?? zeroTensor(graph, shapeOf(id));
  const parameterName = (parameter: Parameter): string => {
    const given = values(parameter);
    if (typeof given === 'number')
      return graph.constant('float', parameter.shape, new Array<number>(parameter.shape.reduce((a, b) => a * b, 1)).fill(given));
    return graph.initializer({ name: parameter.key, type: 'float', dims: parameter.shape, bytes: bytesOf(given) });
  };

  const lower = (node: ArchNode): string => {
    const { sums = false } = definitionOf(node);
    const kept = sums ? summands(node, shapeOf, zero) : node.inputs;
    const inputs = kept.map((id) => ({ name: value(id), shape: shapeOf(id) }));
    const own = parameters.get(node.id) ?? [];
    try {
      return (lowerings[node.op] as Lowering<unknown>)(node.attrs, inputs, {
        graph,
        shape: shapeOf(node.id),
        parameter: (name) => parameterName(own.find((parameter) => parameter.name === name) as Parameter),
      });
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('expected '))) throw error;
      throw dataError(nodeTitle(node), { expected: error.message.slice('expected '.length) });
    }
  };

  for (const node of architecture.nodes) {
    const lifts = (parameters.get(node.id) ?? []).some((parameter) => parameter.role === 'bias' && values(parameter) !== 0);
    if (!lifts && yieldsZero(node, (id) => zero.has(id))) zero.add(node.id);
    else names.set(node.id, lower(node));
  }
  return {
    graph,
    shapes,
    value,
    variances: (id) => {
      const name = names.get(id);
      return name === undefined ? undefined : variancesOf.get(name);
    },
  };
}

/** A sum's inputs without exact zeros, unless nothing else is as wide as the output. */
function summands(node: ArchNode, shapeOf: (id: string) => Shape, zero: ReadonlySet<string>): readonly string[] {
  const kept = node.inputs.filter((id) => !zero.has(id));
  const target = shapeOf(node.id).join();
  return kept.some((id) => shapeOf(id).join() === target) ? kept : node.inputs;
}
