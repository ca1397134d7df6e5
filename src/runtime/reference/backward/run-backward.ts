/**
 * Reverse mode in double precision: the gradient of a weighted sum of some values with respect to every value and learned tensor of
 * a network. Slow and simple; the gradients that ONNX graphs compute are tested against it.
 */
import type { Architecture } from '../../../arch/types.js';
import { parametersOf } from '../../../arch/parameters.js';
import { inferShapes } from '../../../arch/infer.js';
import { parameterTensor, type ReferenceRun } from '../run-reference.js';
import type { Tensor } from '../tensor.js';
import { backwardRules } from './index.js';
import type { BackwardRule } from './types.js';

export interface ReferenceGradients {
  /** Of inputs and nodes, by id; absent where nothing flows back. */
  readonly values: ReadonlyMap<string, Tensor>;
  /** Of a node's first input through that node alone, by the node's id. */
  readonly through: ReadonlyMap<string, Tensor>;
  /** Of learned tensors, by key; absent where nothing flows back. */
  readonly parameters: ReadonlyMap<string, Tensor>;
}

/**
 * @param tensors what `runReference` returned.
 * @param seeds gradients to start from, by the id of an input or node.
 */
export function runBackward(
  architecture: Architecture,
  run: ReferenceRun,
  tensors: ReadonlyMap<string, Tensor>,
  seeds: ReadonlyMap<string, Tensor>,
): ReferenceGradients {
  const parameters = parametersOf(architecture, inferShapes(architecture, run.inputs[0].shape[0]));
  const gradients = { values: new Map(seeds), through: new Map<string, Tensor>(), parameters: new Map<string, Tensor>() };
  for (const node of architecture.nodes.toReversed()) {
    const dy = gradients.values.get(node.id);
    if (dy === undefined) continue;
    const own = parameters.get(node.id) ?? [];
    const rule = backwardRules[node.op] as BackwardRule<unknown>;
    const back = rule(
      node.attrs,
      node.inputs.map((id) => tensors.get(id) as Tensor),
      dy,
      {
        output: tensors.get(node.id) as Tensor,
        norm: run.norm,
        parameter: (name) =>
          parameterTensor(
            run,
            own.find((parameter) => parameter.name === name),
          ),
      },
    );
    for (const { name, key } of own) {
      const gradient = back.parameters?.[name];
      if (gradient !== undefined) gradients.parameters.set(key, gradient);
    }
    back.inputs.forEach((gradient, i) => {
      if (gradient === undefined) return;
      if (i === 0) gradients.through.set(node.id, gradient);
      gradients.values.set(node.inputs[i], plus(gradients.values.get(node.inputs[i]), gradient));
    });
  }
  return gradients;
}

function plus(sum: Tensor | undefined, { shape, values }: Tensor): Tensor {
  return sum === undefined ? { shape, values } : { shape, values: values.map((value, i) => value + sum.values[i]) };
}
