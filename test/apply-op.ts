/** One operator on given input shapes, as tables of facts need it. */
import { createArchBuilder } from '../src/arch/build.js';
import { nodeCosts } from '../src/arch/cost.js';
import { checkArchitecture } from '../src/arch/validate.js';
import type { OpAttrs, OpName, Shape } from '../src/arch/types.js';

/**
 * Output shape, params and MACs of one node in a checked architecture. Shapes that begin with 1 are inputs with their batch, others
 * learned tensors without. @throws what checking or inference throws.
 */
export function applyOp<O extends OpName>(
  op: O,
  attrs: OpAttrs[O],
  ...shapes: readonly Shape[]
): { shape: Shape; params: number; macs: number } {
  const builder = createArchBuilder();
  builder.input('unread', [1]);
  const inputs = shapes.map((shape, i) =>
    shape[0] === 1 ? builder.input(`x${i}`, shape) : builder.add('parameter', [], { shape }, `x${i}`),
  );
  const architecture = builder.finish([builder.add(op, inputs, attrs, 'y')]);
  checkArchitecture(architecture);
  const cost = nodeCosts(architecture).find(({ id }) => id === 'y');
  if (cost === undefined) throw new Error('the node has no cost');
  return { shape: cost.shape, params: cost.params, macs: cost.macs };
}
