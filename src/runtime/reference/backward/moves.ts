/** Operators that move numbers: the gradient of an element goes back to where the element came from. */
import type { OpAttrs, OpName } from '../../../arch/types.js';
import { shape as shapeOps } from '../ops/shape.js';
import { tables as tableOps } from '../ops/tables.js';
import type { ReferenceOp } from '../ops/types.js';
import { zerosOf, type BackwardFamily, type BackwardRule } from './types.js';

type Moving = 'concat' | 'slice' | 'pad' | 'reshape' | 'flatten' | 'transpose' | 'gather';

/** Runs the operator itself on the numbers of its elements, counted from 1 over all inputs: each output then names its source. */
function moved<O extends OpName>(
  run: ReferenceOp<OpAttrs[O]>,
  attrsOf = (attrs: OpAttrs[O]): OpAttrs[O] => attrs,
): BackwardRule<OpAttrs[O]> {
  return (attrs, inputs, dy, { output, norm, parameter }) => {
    let next = 1;
    const numbered = inputs.map(({ shape, values }) => ({ shape, values: values.map(() => next++) }));
    const sources = run(attrsOf(attrs), numbered, { shape: output.shape, norm, parameter });
    const all = new Float64Array(next);
    sources.values.forEach((source, place) => (all[source] += dy.values[place]));
    let from = 1;
    return {
      inputs: inputs.map(({ shape }) => {
        const own = zerosOf(shape);
        own.values.set(all.subarray(from, (from += own.values.length)));
        return own;
      }),
    };
  };
}

export const moves: BackwardFamily<Moving | 'constant'> = {
  concat: moved<'concat'>(shapeOps.concat),
  slice: moved<'slice'>(shapeOps.slice),
  /** Padding has no source: number 0. */
  pad: moved<'pad'>(shapeOps.pad, (attrs) => ({ ...attrs, value: 0 })),
  reshape: moved<'reshape'>(shapeOps.reshape),
  flatten: moved<'flatten'>(shapeOps.flatten),
  transpose: moved<'transpose'>(shapeOps.transpose),
  gather: moved<'gather'>(tableOps.gather),
  constant: (_, inputs) => ({ inputs: inputs.map(() => undefined) }),
};
