import type { ComparisonOp, Condition, Term } from './types.js';

/** A name that a condition holds against a number. */
export interface Bound {
  readonly name: string;
  readonly op: ComparisonOp;
  readonly value: number;
}

const turned: { readonly [op in ComparisonOp]: ComparisonOp } = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

/** The bounds that all hold at once: `params<4e6 and 1e6<macs`; what is behind an `or` or a `not`, or computed, is no bound. */
export function boundsOf(condition: Condition): Bound[] {
  if (condition.kind === 'both') return [...boundsOf(condition.left), ...boundsOf(condition.right)];
  if (condition.kind !== 'comparison') return [];
  const { op, left, right } = condition;
  return [...boundOf(left, op, right), ...boundOf(right, turned[op], left)];
}

function boundOf(name: Term, op: ComparisonOp, value: Term): Bound[] {
  return name.kind === 'name' && value.kind === 'number' ? [{ name: name.name, op, value: value.value }] : [];
}
