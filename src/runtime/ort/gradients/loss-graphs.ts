/** The backward passes of one graph, one a loss: each is written once, with everything that the readings need from it. */
import type { Parameter } from '../../../arch/parameters.js';
import { product } from '../../../arch/ops/shapes.js';
import type { Shape } from '../../../arch/types.js';
import { differentiate, type Gradients } from '../../../onnx/backward/differentiate.js';
import { minus, scaled } from '../../../onnx/backward/emit.js';
import { int } from '../../../onnx/lower/graph-builder.js';
import type { LoweredArchitecture } from '../../../onnx/lower/lower-architecture.js';
import { samplesOfLoss } from '../../passes/losses.js';
import type { Loss, NormMode } from '../../passes/types.js';

/** The input of the graph that holds labels as rows of zeros with a 1. */
export const labelsInput = 'labels';

export interface LossWants {
  readonly values: Set<string>;
  readonly through: Set<string>;
  /** Nodes whose weights are differentiated. */
  readonly weights: Set<string>;
}

/** Gradients of the outputs that a loss starts from, by output. */
export function lossSeeds(
  { graph, shapes, value, architecture }: LoweredArchitecture,
  loss: Loss,
  norm: NormMode,
): Map<string, string> {
  if (loss === 'outputs') {
    return new Map(
      architecture.outputs.map((id) => {
        const shape = shapes.get(id) as Shape;
        return [id, graph.constant('float', shape, new Array<number>(product(shape)).fill(1))];
      }),
    );
  }
  const [id] = architecture.outputs;
  const [batch] = shapes.get(id) as Shape;
  const shares = graph.node('Softmax', [value(id)], { axis: int(1) });
  return new Map([[id, scaled(graph, minus(graph, shares, labelsInput), 1 / samplesOfLoss(norm, batch))]]);
}

/** @param wants for each loss that a reading differentiates. */
export function writeLosses(
  lowered: LoweredArchitecture,
  norm: NormMode,
  wants: ReadonlyMap<Loss, LossWants>,
): Map<Loss, Gradients> {
  return new Map(
    [...wants].map(([loss, { values, through, weights }]) => [
      loss,
      differentiate(lowered, {
        seeds: lossSeeds(lowered, loss, norm),
        values,
        through,
        parameters: ({ node, role }: Parameter) => role === 'weight' && weights.has(node),
      }),
    ]),
  );
}
