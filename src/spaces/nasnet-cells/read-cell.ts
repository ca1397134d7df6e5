/**
 * A cell in lists of Python or JSON. Terms are `(op, input)`; two of them make a node, in a row or in nested lists (GDAS),
 * at any depth. A third number is a weight, which is skipped (the logs of GDAS), unless all terms are `(op, node, input)` (FairDARTS).
 * A node with fewer than two terms gets edges that contribute nothing.
 */
import { dataError } from '../../core/errors.js';
import { isPythonCall, isPythonDict, isPythonList, type PythonValue } from '../text/python-literal.js';
import { noOp, type CellTerms } from './genotype.js';
import { termOf, type Term } from './term.js';
import { opNamed } from './op-names.js';

interface ReadTerm {
  readonly op: string;
  readonly numbers: readonly [first: number, second?: number];
}

/** A number, or a call around one, as NumPy prints it: `np.int64(3)`. */
function numberOf(value: PythonValue): number | undefined {
  if (typeof value === 'number') return value;
  if (!isPythonCall(value) || value.args.length !== 1) return undefined;
  const [inner] = value.args;
  return inner !== undefined && /^(np|numpy|torch|tensor)\b/.test(value.name) ? numberOf(inner) : undefined;
}

function readTerm(value: PythonValue): ReadTerm | undefined {
  const [entry, ...entries] = isPythonDict(value) ? value.entries : [];
  if (entry !== undefined && entries.length === 0) {
    // The term of a dictionary such as {"sep_conv_3x3": 0}.
    const [op, input] = entry;
    const number = numberOf(input);
    return typeof op === 'string' && number !== undefined ? { op, numbers: [number] } : undefined;
  }
  if (!isPythonList(value) || value.length < 2 || value.length > 3) return undefined;
  const ops = value.filter((part) => typeof part === 'string');
  const numbers = value.flatMap((part) => numberOf(part) ?? []);
  const [op] = ops;
  const [first, second] = numbers;
  if (op === undefined || ops.length > 1 || first === undefined || numbers.length !== value.length - 1) return undefined;
  if (value.length === 3 && value[0] !== op) return undefined;
  return { op, numbers: second === undefined ? [first] : [first, second] };
}

/** The terms of a cell. @throws a data error when the value is anything else. */
export function readCell(value: PythonValue | undefined, what: string, where: string): CellTerms {
  const wrong = (got?: string): Error => dataError(where, { expected: `${what} to be a list of (op, input) pairs`, got });
  /** Terms in a row, or groups of them. */
  const groups: ReadTerm[][] = [];
  let isGrouped = false;
  const walk = (list: readonly PythonValue[], depth: number): void => {
    const terms = list.map(readTerm);
    if (terms.every((term) => term !== undefined)) {
      groups.push(terms);
      isGrouped ||= depth > 0;
      return;
    }
    for (const inner of list) {
      if (!isPythonList(inner)) throw wrong(typeof inner === 'string' ? `"${inner.slice(0, 40)}"` : undefined);
      walk(inner, depth + 1);
    }
  };
  if (value === undefined || !isPythonList(value)) throw wrong(value === undefined ? 'nothing' : undefined);
  walk(value, 0);
  const all = groups.flat();
  const term = ({ op, numbers }: ReadTerm, input = numbers[0]): Term => termOf(opNamed(op), input);
  if (all.length > 0 && all.every(namesNode)) return byNode(all, (read) => term(read, read.numbers[1]), what, where);
  if (!isGrouped || groups.length === 1) return all.map((read) => term(read));
  return groups.flatMap((group, i) =>
    padded(
      group.map((read) => term(read)),
      i + 2,
      what,
      where,
    ),
  );
}

/** Whether a term reads `(op, node, input)`. */
function namesNode({ numbers }: ReadTerm): boolean {
  const [node, input] = numbers;
  return input !== undefined && Number.isInteger(input) && input >= 0 && node >= 2 && input < node;
}

function byNode(terms: readonly ReadTerm[], read: (term: ReadTerm) => Term, what: string, where: string): CellTerms {
  const last = Math.max(...terms.map(({ numbers }) => numbers[0]));
  if (last > 64) throw dataError(where, { expected: `nodes up to 64 in ${what}`, got: `${last}` });
  return Array.from({ length: last - 1 }, (_, i) => i + 2).flatMap((node) =>
    padded(terms.filter(({ numbers }) => numbers[0] === node).map(read), node, what, where),
  );
}

function padded(terms: readonly Term[], node: number, what: string, where: string): CellTerms {
  if (terms.length > 2)
    throw dataError(where, { expected: `at most two terms at node ${node} of ${what}`, got: `${terms.length}` });
  return [...terms, ...Array.from({ length: 2 - terms.length }, () => termOf(noOp, 0))];
}

/**
 * The nodes that a published `normal_concat` names, in rising order: a list, a tuple or a `range`.
 * @returns undefined if there is none. @throws a data error for anything other than distinct nodes of the cell.
 */
export function readConcat(
  value: PythonValue | undefined,
  what: string,
  terms: CellTerms,
  where: string,
): readonly number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const given = nodeList(value);
  const last = 1 + terms.length / 2;
  const isNode = (node: number | undefined): node is number =>
    node !== undefined && Number.isInteger(node) && node >= 2 && node <= last;
  if (given === undefined || given.length === 0 || !given.every(isNode) || new Set(given).size !== given.length)
    throw dataError(where, {
      expected: `${what} to name nodes from 2 to ${last}, each once`,
      got: given === undefined ? 'something else' : `[${given.map(String).join(', ')}]`,
    });
  return [...given].sort((a, b) => a - b);
}

/** The numbers of a list, a tuple, a range, a range in quotes, or a call around one of these such as `list(...)`. */
function nodeList(value: PythonValue): (number | undefined)[] | undefined {
  if (typeof value === 'string') {
    const args = /^\s*range\((.*)\)\s*$/.exec(value)?.[1]?.split(',').map(Number);
    return args === undefined ? undefined : rangeOf(args);
  }
  if (isPythonList(value)) return value.map(numberOf);
  if (!isPythonCall(value)) return undefined;
  if (value.name === 'range') return rangeOf(value.args);
  const [only, ...others] = value.args;
  return only !== undefined && others.length === 0 ? nodeList(only) : undefined;
}

function rangeOf(args: readonly PythonValue[]): number[] | undefined {
  const numbers = args.map(numberOf);
  const [first, second, third] = numbers;
  if (first === undefined || numbers.length > 3 || !numbers.every((number) => number !== undefined)) return undefined;
  const [from, to, step] = second === undefined ? ([0, first, 1] as const) : ([first, second, third ?? 1] as const);
  if (!Number.isInteger(from) || !Number.isInteger(step) || step < 1 || to - from > 100) return undefined;
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}
