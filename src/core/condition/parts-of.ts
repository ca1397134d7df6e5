import type { Condition, Term } from './types.js';

/** The conditions that must all hold: those that `and` joins. */
export function partsOf(condition: Condition): Condition[] {
  return condition.kind === 'both' ? [...partsOf(condition.left), ...partsOf(condition.right)] : [condition];
}

/** A condition as text, numbers in full: `params < 4,000,000`. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'comparison':
      return `${termText(condition.left)} ${condition.op} ${termText(condition.right)}`;
    case 'not':
      return `not (${conditionText(condition.of)})`;
    case 'both':
      return `(${conditionText(condition.left)} and ${conditionText(condition.right)})`;
    case 'either':
      return `(${conditionText(condition.left)} or ${conditionText(condition.right)})`;
    default:
      return condition satisfies never;
  }
}

function termText(term: Term): string {
  switch (term.kind) {
    case 'number':
      return term.value.toLocaleString('en-US', { maximumSignificantDigits: 15 });
    case 'name':
      return term.name;
    case 'arithmetic':
      return `(${termText(term.left)} ${term.op} ${termText(term.right)})`;
    default:
      return term satisfies never;
  }
}
