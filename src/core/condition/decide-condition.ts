import type { ComparisonOp, Condition, Term } from './types.js';

/** The values of names, by their place in the list given to `compileCondition`; NaN is unknown. */
type Values = ArrayLike<number>;

/** True, false, or undefined if the known values do not decide it. */
type Decision = (values: Values) => boolean | undefined;

/** Makes a function of a condition, so that deciding it for many candidates costs little. @param names the place of each name's value. */
export function compileCondition(condition: Condition, names: readonly string[]): Decision {
  switch (condition.kind) {
    case 'comparison': {
      const left = compileTerm(condition.left, names);
      const right = compileTerm(condition.right, names);
      const compare = comparators[condition.op];
      return (values) => {
        const a = left(values);
        const b = right(values);
        return Number.isNaN(a) || Number.isNaN(b) ? undefined : compare(a, b);
      };
    }
    case 'both':
    case 'either': {
      const left = compileCondition(condition.left, names);
      const right = compileCondition(condition.right, names);
      /** The value that decides the result, for any value of the other side. */
      const decisive = condition.kind === 'either';
      return (values) => {
        const a = left(values);
        if (a === decisive) return decisive;
        const b = right(values);
        return b === decisive ? decisive : a === undefined || b === undefined ? undefined : !decisive;
      };
    }
    case 'not': {
      const of = compileCondition(condition.of, names);
      return (values) => {
        const inner = of(values);
        return inner === undefined ? undefined : !inner;
      };
    }
    default:
      return condition satisfies never;
  }
}

/** What each comparison holds of. */
export const comparators: { readonly [op in ComparisonOp]: (a: number, b: number) => boolean } = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function compileTerm(term: Term, names: readonly string[]): (values: Values) => number {
  switch (term.kind) {
    case 'number':
      return () => term.value;
    case 'name': {
      const place = names.indexOf(term.name);
      if (place === -1) return () => NaN;
      return (values) => values[place] ?? NaN;
    }
    case 'arithmetic': {
      const left = compileTerm(term.left, names);
      const right = compileTerm(term.right, names);
      switch (term.op) {
        case '+':
          return (values) => left(values) + right(values);
        case '-':
          return (values) => left(values) - right(values);
        case '*':
          return (values) => left(values) * right(values);
        case '/':
          return (values) => left(values) / right(values);
        default:
          return term.op satisfies never;
      }
    }
    default:
      return term satisfies never;
  }
}

/** The names that occur, each once. */
export function namesIn(node: Condition | Term): string[] {
  switch (node.kind) {
    case 'name':
      return [node.name];
    case 'number':
      return [];
    case 'not':
      return namesIn(node.of);
    case 'comparison':
    case 'both':
    case 'either':
    case 'arithmetic':
      return [...new Set([...namesIn(node.left), ...namesIn(node.right)])];
    default:
      return node satisfies never;
  }
}
