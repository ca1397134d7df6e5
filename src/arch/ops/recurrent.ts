import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import type { OpAttrs } from '../types.js';
import { firstShape, formatShape, lengthAt } from './shapes.js';

/** Gates of a cell, in ONNX's order: i o f c, z r h. */
export const gatesOf: { readonly [cell in OpAttrs['recurrent']['cell']]: number } = { lstm: 4, gru: 3, rnn: 1, rnnRelu: 1 };

/** Directions in which a layer reads its steps; each has separate weights. */
export function directionsOf({ direction }: OpAttrs['recurrent']): number {
  return direction === 'both' ? 2 : 1;
}

/**
 * Recurrent layers over (batch, steps, features), with the states of all steps side by side for both directions. Further inputs are the
 * first states (batch, directions x hidden): of `hidden`, then of the cell. MACs: gates x hidden x (features + hidden) a step, the bias
 * one for each number of the output.
 */
export const recurrent: OpFamily<'recurrent'> = {
  recurrent: {
    role: 'other',
    arity: [1, 3],
    attrs: v.strictObject({
      cell: v.picklist(['lstm', 'gru', 'rnn', 'rnnRelu']),
      hidden: s.count,
      direction: v.picklist(['forward', 'reverse', 'both']),
      bias: v.boolean(),
      resetAfter: v.boolean(),
      finalCell: v.boolean(),
    }),
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      const states = inputs.slice(1);
      const [batch, steps] = x;
      if (x.length !== 3 || batch === undefined || steps === undefined)
        throw new Mismatch(`an input (batch, steps, features), got ${formatShape(x)}`);
      if (attrs.finalCell && attrs.cell !== 'lstm') throw new Mismatch('the final state of a cell from an LSTM alone');
      const width = directionsOf(attrs) * attrs.hidden;
      if (states.length === 2 && attrs.cell !== 'lstm') throw new Mismatch(`one first state for ${attrs.cell}`);
      for (const state of states)
        if (state.length !== 2 || state[0] !== batch || state[1] !== width)
          throw new Mismatch(`first states ${formatShape([batch, width])}, got ${formatShape(state)}`);
      return [batch, steps + (attrs.finalCell ? 1 : 0), width];
    },
    parameters(attrs, inputs) {
      const [directions, rows] = [directionsOf(attrs), gatesOf[attrs.cell] * attrs.hidden];
      const fanIn = attrs.hidden;
      return [
        { name: 'weight', role: 'weight', shape: [directions, rows, lengthAt(firstShape(inputs), 2)], fanIn },
        { name: 'recurrent', role: 'weight', shape: [directions, rows, attrs.hidden], fanIn },
        ...(attrs.bias ? [{ name: 'bias', role: 'bias', shape: [directions, 2 * rows], fanIn } as const] : []),
      ];
    },
    macs(attrs, inputs) {
      const x = firstShape(inputs);
      const outputs = lengthAt(x, 0) * lengthAt(x, 1) * directionsOf(attrs) * attrs.hidden;
      return outputs * (gatesOf[attrs.cell] * (lengthAt(x, 2) + attrs.hidden) + (attrs.bias ? 1 : 0));
    },
    label: ({ cell, hidden, direction }) => `${direction === 'both' ? 'bi' : ''}${cell} ${hidden}`,
  },
};
