/**
 * Writes an architecture as an ONNX graph at one batch size. Values that are zero for all weights (after NAS's `none`)
 * is not computed: sums leave it out, and a tensor of zeros is made only if another operator reads it.
 */
import { placed } from '../../core/mismatch.js';
import { definitionOf, inferShapes, nodeTitle } from '../../arch/infer.js';
import { yieldsZero } from '../../arch/live.js';
import { product } from '../../arch/ops/shapes.js';
import { parametersOf, type Parameter } from '../../arch/parameters.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import { activation } from './activation.js';
import { arithmetic, zeroTensor } from './arithmetic.js';
import type { BatchNormLowering, BatchNormOutput } from './batch-norm.js';
import { convolution } from './convolution.js';
import type { Dialect } from './dialect.js';
import { bytesOf, createGraphBuilder, type GraphBuilder } from './graph-builder.js';
import { foreign } from './foreign.js';
import { linear } from './linear.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { recurrent } from './recurrent.js';
import { shape } from './shape.js';
import { tables } from './tables.js';
import type { LoweredValue, Lowering, Lowerings } from './types.js';

interface LowerOptions {
  /** Length of the first axis of every input. */
  readonly batch: number;
  /**
   * Values of a learned tensor, row-major; a number stands for a tensor filled with it; a text names a value of the graph that holds it and may
   * change from run to run; a function draws them, when the model is written; undefined makes it an input of the graph, named by its key.
   * `learned` counts the learned numbers of the network.
   */
  readonly values: (parameter: Parameter, learned: number) => ParameterValues | (() => Float32Array);
  readonly batchNorm: BatchNormLowering;
  /** By default, the processor's. */
  readonly dialect?: Dialect;
  /** Channels in a block of the runtime's fastest convolutions, where it has them. */
  readonly block?: number | undefined;
  /** Biases and shifts always count as other than zero, because their gradients are needed. */
  readonly keepShifts?: boolean;
  /** Only what `zeros` operators yield counts as zero, because gradients pass through values that happen to be zero. */
  readonly keepZeros?: boolean;
}

export type ParameterValues = Float32Array | number | string | undefined;

/** A node as it was written. */
export interface WrittenNode {
  readonly node: ArchNode;
  /** Ids of the inputs that were read: sums leave zeros out. */
  readonly sources: readonly string[];
  readonly inputs: readonly LoweredValue[];
  readonly output: LoweredValue;
  readonly parameters: readonly Parameter[];
  /** The graph's value of a learned tensor. */
  parameter(name: Parameter['name']): string;
  values(name: Parameter['name']): ParameterValues;
  /** Of a batch norm. */
  readonly batchNorm?: BatchNormOutput;
}

export interface LoweredArchitecture {
  readonly graph: GraphBuilder;
  /** Shapes of inputs and nodes, by id. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** The graph's value of an input or node, by id; zeros are made when they are read. */
  value(id: string): string;
  /** A node as it was written; undefined for inputs, and where the output is known to be zero. */
  written(id: string): WrittenNode | undefined;
  readonly architecture: Architecture;
  /** Learned tensors by node. */
  readonly parameters: ReadonlyMap<string, readonly Parameter[]>;
}

/** @throws a data error that names the node and op that cannot be written. */
export function lowerArchitecture(
  architecture: Architecture,
  { batch, values: valuesGiven, batchNorm, dialect, block, keepShifts = false, keepZeros = false }: LowerOptions,
): LoweredArchitecture {
  const graph = createGraphBuilder(dialect, block);
  const shapes = inferShapes(architecture, batch);
  const parameters = parametersOf(architecture, shapes);
  const learned = [...parameters.values()].flat().reduce((sum, parameter) => sum + product(parameter.shape), 0);
  const values = (parameter: Parameter): ReturnType<LowerOptions['values']> => valuesGiven(parameter, learned);
  const batchNorms = new Map<string, BatchNormOutput>();
  const writtenNodes = new Map<string, WrittenNode>();
  const lowerings: Lowerings = {
    ...convolution,
    ...linear,
    ...activation,
    ...pooling,
    ...arithmetic,
    ...shape,
    ...tables,
    ...foreign,
    ...recurrent,
    ...normalization(batchNorm, (output) => batchNorms.set(output.y, output)),
  };
  const names = new Map<string, string>();
  const zero = new Set<string>();
  for (const { id } of architecture.inputs) names.set(id, id);

  const shapeOf = (id: string): Shape => shapes.get(id) as Shape;
  const value = (id: string): string => names.get(id) ?? zeroTensor(graph, shapeOf(id));
  const parameterName = (parameter: Parameter): string => {
    const given = values(parameter);
    if (given === undefined) return parameter.key;
    if (typeof given === 'string') return given;
    if (typeof given === 'number')
      return graph.constant('float', parameter.shape, new Array<number>(parameter.shape.reduce((a, b) => a * b, 1)).fill(given));
    const tensor = { name: parameter.key, type: 'float', dims: parameter.shape } as const;
    if (typeof given !== 'function') return graph.initializer({ ...tensor, bytes: bytesOf(given) });
    return graph.initializer({
      ...tensor,
      byteLength: 4 * product(parameter.shape),
      get bytes() {
        return bytesOf(given());
      },
    });
  };

  const write = (node: ArchNode): WrittenNode => {
    const { sums = false } = definitionOf(node);
    const sources = sums ? summands(node, shapeOf, zero) : node.inputs;
    const inputs = sources.map((id) => ({ name: value(id), shape: shapeOf(id) }));
    const own = parameters.get(node.id) ?? [];
    const parameterOf = (name: Parameter['name']): Parameter => own.find((parameter) => parameter.name === name) as Parameter;
    const parameter = (name: Parameter['name']): string => parameterName(parameterOf(name));
    try {
      const outputShape = shapeOf(node.id);
      const name = (lowerings[node.op] as Lowering<unknown>)(node.attrs, inputs, { graph, shape: outputShape, parameter });
      const written = batchNorms.get(name);
      return {
        node,
        sources,
        inputs,
        output: { name, shape: outputShape },
        parameters: own,
        parameter,
        values(wanted) {
          const given = values(parameterOf(wanted));
          return typeof given === 'function' ? given() : given;
        },
        ...(written === undefined ? {} : { batchNorm: written }),
      };
    } catch (error) {
      throw placed(error, nodeTitle(node));
    }
  };
  /** A bias or shift makes zeros nonzero. */
  const lifts = ({ id }: ArchNode): boolean =>
    (parameters.get(id) ?? []).some(
      (parameter) => (parameter.role === 'bias' || parameter.role === 'shift') && (keepShifts || values(parameter) !== 0),
    );

  for (const node of architecture.nodes) {
    const isZero = keepZeros ? definitionOf(node).role === 'none' : !lifts(node) && yieldsZero(node, (id) => zero.has(id));
    if (isZero) zero.add(node.id);
    else {
      const written = write(node);
      writtenNodes.set(node.id, written);
      names.set(node.id, written.output.name);
    }
  }
  return {
    graph,
    shapes,
    value,
    written: (id) => writtenNodes.get(id),
    architecture,
    parameters,
  };
}

/** A sum's inputs without exact zeros, unless nothing else is as wide as the output. */
function summands(node: ArchNode, shapeOf: (id: string) => Shape, zero: ReadonlySet<string>): readonly string[] {
  const kept = node.inputs.filter((id) => !zero.has(id));
  const target = shapeOf(node.id).join();
  return kept.some((id) => shapeOf(id).join() === target) ? kept : node.inputs;
}
