/**
 * The reference runtime: every operator written out in plain TypeScript and double precision, slow and obvious. It is what faster
 * runtimes are tested against, and small enough to be checked by eye.
 */
import { inferShapes } from '../../arch/infer.js';
import { parametersOf } from '../../arch/parameters.js';
import { product } from '../../arch/ops/shapes.js';
import type { Parameter } from '../../arch/parameters.js';
import type { Architecture, Shape } from '../../arch/types.js';
import type { NormMode } from '../passes/types.js';
import { referenceOps } from './ops/index.js';
import type { ReferenceOp } from './ops/types.js';
import type { Tensor } from './tensor.js';

export interface ReferenceRun {
  /** Tensors for the architecture's inputs, in order, batch included. */
  readonly inputs: readonly Tensor[];
  /** Values of a learned tensor, row-major; a number stands for a tensor filled with it. */
  readonly values: (parameter: Parameter) => ArrayLike<number> | number;
  readonly norm: NormMode;
}

/** Every input and node's value, by id. @throws a data error where shapes do not fit. */
export function runReference(architecture: Architecture, { inputs, values, norm }: ReferenceRun): Map<string, Tensor> {
  const shapes = inferShapes(architecture, inputs[0].shape[0]);
  const parameters = parametersOf(architecture, shapes);
  const tensors = new Map<string, Tensor>(architecture.inputs.map(({ id }, i) => [id, inputs[i]]));
  for (const node of architecture.nodes) {
    const own = parameters.get(node.id) ?? [];
    const run = referenceOps[node.op] as ReferenceOp<unknown>;
    tensors.set(
      node.id,
      run(
        node.attrs,
        node.inputs.map((id) => tensors.get(id) as Tensor),
        {
          shape: shapes.get(node.id) as Shape,
          norm,
          parameter: (name) =>
            parameterTensor(
              { values },
              own.find((parameter) => parameter.name === name),
            ),
        },
      ),
    );
  }
  return tensors;
}

/** A learned tensor of a node. */
export function parameterTensor({ values }: Pick<ReferenceRun, 'values'>, parameter: Parameter | undefined): Tensor {
  if (parameter === undefined) throw new Error('an operator asked for a tensor it does not have');
  const given = values(parameter);
  return {
    shape: parameter.shape,
    values: typeof given === 'number' ? new Float64Array(product(parameter.shape)).fill(given) : Float64Array.from(given),
  };
}
