import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import { firstShape } from './shapes.js';

/** Operators of models that no runtime here runs. */
export const foreign: OpFamily<'foreign'> = {
  foreign: {
    role: 'other',
    arity: [1, Infinity],
    attrs: v.strictObject({
      operator: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
      shape: v.array(s.padAmount),
      params: s.padAmount,
    }),
    zeroWhen: () => 'never',
    cannotRun: ({ operator }) => `an operator that can be run, got ${operator}`,
    infer({ shape }, inputs) {
      const [batch] = firstShape(inputs);
      return shape.map((length) => {
        if (length !== 0) return length;
        if (batch === undefined) throw new Mismatch('an input with a batch axis, got ()');
        return batch;
      });
    },
    parameters: ({ params }) => (params === 0 ? [] : [{ name: 'value', role: 'weight', shape: [params], fanIn: 1 }]),
    macs: () => NaN,
    label: ({ operator }) => operator.replace(/\s+/g, ' ').slice(0, 40),
  },
};

/** The plain Error of a runtime that should run one. */
export function refuseForeign({ operator }: { readonly operator: string }): never {
  throw new Mismatch(`an operator that can be run, got ${operator}`);
}
