/**
 * Readings of gradients as parts of the ONNX graph: what leaves the session is reduced. Undefined stands for a gradient of zero, whose
 * reading is zeros.
 */
import { product } from '../../../arch/ops/shapes.js';
import type { Gradients } from '../../../onnx/backward/differentiate.js';
import { list, matrixProduct, minus, scalar, scaled, sum, times } from '../../../onnx/backward/emit.js';
import { int, ints, type GraphBuilder } from '../../../onnx/lower/graph-builder.js';
import type { LoweredArchitecture, WrittenNode } from '../../../onnx/lower/lower-architecture.js';
import type { LoweredValue } from '../../../onnx/lower/types.js';
import type { Loss, Reading, ReadingKind, Tap, WeightMeasure } from '../../passes/types.js';
import { sampleProducts } from '../readings.js';

/** Gradient readings that are read from the run of the forward pass. */
export type InlineKind = 'gradient-products' | 'channel-fisher' | 'weight-gradient' | 'weight-agreement' | 'weight-samples';
type Of<K extends ReadingKind> = Extract<Reading, { kind: K }>;

export interface GradientContext {
  readonly lowered: LoweredArchitecture;
  readonly gradients: (loss: Loss) => Gradients;
}

type Emit<K extends InlineKind> = (context: GradientContext, tap: Tap, reading: Of<K>) => string | undefined;

/** The axis of channels: a convolution's is the second, a linear layer's the last. */
function positionsOf(shape: readonly number[], isMatrix: boolean): number[] {
  const channel = isMatrix ? shape.length - 1 : 1;
  return shape.flatMap((_, axis) => (axis === 0 || axis === channel ? [] : [axis]));
}

function weightOf(written: WrittenNode): { readonly key: string; readonly value: LoweredValue } {
  const own = written.parameters.find(({ role }) => role === 'weight') as WrittenNode['parameters'][number];
  return { key: own.key, value: { name: written.parameter(own.name), shape: own.shape } };
}

const measures: { readonly [M in WeightMeasure]: (graph: GraphBuilder, weight: string, gradient: string) => string } = {
  norm: (graph, _, gradient) => graph.node('ReduceL2', [gradient], { keepdims: int(0) }),
  product: (graph, weight, gradient) => graph.node('ReduceSum', [times(graph, weight, gradient)], { keepdims: int(0) }),
  magnitude: (graph, weight, gradient) => graph.node('ReduceL1', [times(graph, weight, gradient)], { keepdims: int(0) }),
  square: (graph, weight, gradient) => graph.node('ReduceSumSquare', [times(graph, weight, gradient)], { keepdims: int(0) }),
  values: (_, __, gradient) => gradient,
};

export const gradientEmitters: { readonly [K in InlineKind]: Emit<K> } = {
  'gradient-products': ({ lowered, gradients }, { node, source, shape }, { loss, through }) => {
    const of = gradients(loss);
    const name = through ? of.through(node) : of.value(source);
    return name === undefined ? undefined : sampleProducts(lowered.graph, { name, shape });
  },
  'channel-fisher': ({ lowered, gradients }, { node, source, shape }, { loss }) => {
    const { graph } = lowered;
    const written = lowered.written(node);
    const gradient = gradients(loss).value(source);
    if (gradient === undefined || written === undefined) return undefined;
    const positions = positionsOf(shape, weightOf(written).value.shape.length === 2);
    const gates = sum(graph, times(graph, lowered.value(source), gradient), positions, false);
    return scaled(graph, graph.node('ReduceMean', [times(graph, gates, gates)], { axes: ints([0]), keepdims: int(0) }), 0.5);
  },
  'weight-gradient': ({ lowered, gradients }, { node }, { loss, measure }) => {
    const written = lowered.written(node);
    if (written === undefined) return undefined;
    const { key, value } = weightOf(written);
    const gradient = gradients(loss).parameter(key, 'batch');
    return gradient === undefined ? undefined : measures[measure](lowered.graph, value.name, gradient);
  },
  'weight-agreement': ({ lowered: { graph, written }, gradients }, { node }, { loss }) => {
    const own = written(node);
    if (own === undefined) return undefined;
    const gradient = gradients(loss).parameter(weightOf(own).key, 'sample');
    if (gradient === undefined) return undefined;
    const votes = sum(graph, graph.node('Sign', [gradient]), [0], false);
    return graph.node('ReduceL1', [votes], { keepdims: int(0) });
  },
  'weight-samples': ({ lowered: { graph, written }, gradients }, { node, shape }, { loss, count }) => {
    const own = written(node);
    if (own === undefined) return undefined;
    const { key, value } = weightOf(own);
    const gradient = gradients(loss).parameter(key, 'sample');
    if (gradient === undefined) return undefined;
    const rows = graph.node('Reshape', [gradient, list(graph, [shape[0], product(value.shape)])]);
    return graph.node('Slice', [rows, list(graph, [0]), list(graph, [count]), list(graph, [1])]);
  },
};

/** A block's input gradient against the signs at its output; see `block-responses`. */
export function blockResponse(
  { graph }: LoweredArchitecture,
  arriving: LoweredValue,
  signs: LoweredValue,
): { readonly difference: string; readonly matrix: string } {
  const [batch, , ...space] = signs.shape;
  const factor = arriving.shape.length > 2 ? arriving.shape[2] / signs.shape[2] : 1;
  const alike = arriving.shape.join() === signs.shape.join();
  const moved = factor === 1 ? arriving.name : graph.node('SpaceToDepth', [arriving.name], { blocksize: int(factor) });
  const pixels = product(space);
  const channels = arriving.shape[1] * factor * factor;
  const series = (name: string, rows: number): string => graph.node('Reshape', [name, list(graph, [batch, rows, pixels])]);
  const products = matrixProduct(graph, series(moved, channels), series(signs.name, signs.shape[1]), {
    transB: true,
    alpha: 1 / pixels,
  });
  return {
    matrix: graph.node('ReduceMean', [products], { axes: ints([0]), keepdims: int(0) }),
    difference: alike
      ? graph.node('ReduceMax', [graph.node('Abs', [minus(graph, arriving.name, signs.name)])], { keepdims: int(0) })
      : graph.node('Identity', [scalar(graph, Infinity)]),
  };
}
