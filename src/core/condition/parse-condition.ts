/**
 * Reads a condition:
 *   condition   := conjunction { "or" conjunction }
 *   conjunction := negation { "and" negation }
 *   negation    := "not" negation | comparison | flag | "(" condition ")"
 *   comparison  := sum op sum { op sum }            1e6 < params < 4e6 is both comparisons
 *   sum         := product { ("+" | "-") product }
 *   product     := factor { ("*" | "/") factor }
 *   factor      := number | name | "-" factor | "(" sum ")"
 * Only the content shows whether a parenthesis holds a condition or a number, so one function reads both and checks the kind afterwards.
 */
import { must } from '../must.js';
import type { Place } from '../errors.js';
import { nameHint, suggest } from '../suggest.js';
import { createSyntaxFault, type SyntaxFault } from './syntax-fault.js';
import { tokenize, type Token } from './tokens.js';
import type { ArithmeticOp, ComparisonOp, Condition, Term } from './types.js';

type Node = Condition | Term;

const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

/**
 * @param where names the condition in errors, such as the parameter `where`.
 * @param names the names that may occur.
 * @param flags those that are 1 or 0: alone, one is the condition that it is 1.
 * @throws a usage error that points at the character, and suggests the nearest name for an unknown one.
 */
export function parseCondition(where: Place, text: string, names: readonly string[], flags: readonly string[] = []): Condition {
  const fault = createSyntaxFault(where, text);
  const parser = createParser(tokenize(text, fault), { names, flags }, fault);
  const condition = parser.parse();
  parser.requireEnd();
  return condition;
}

/** The names in a text as they are written, known or not, each once. @throws a usage error that points at a character which belongs to no word. */
export function wordsIn(where: Place, text: string): string[] {
  const names = tokenize(text, createSyntaxFault(where, text)).filter(({ kind }) => kind === 'name');
  return [...new Set(names.map((name) => name.text))].filter((name) => !['and', 'or', 'not'].includes(name));
}

/** Levels that a condition may have, far more than anyone writes: they are read, compiled and decided by functions that call each other. */
const mostLevels = 100;
/** Operands of one sum or product, which is computed from the left, one call in another. */
const mostOperands = 500;

/** Joins conditions in pairs, then these: a row of thousands is only a dozen levels deep, and decides the same. */
function balanced(kind: 'both' | 'either', sides: readonly Condition[]): Condition {
  const first = must(sides[0], 'a condition to join');
  if (sides.length === 1) return first;
  const middle = Math.ceil(sides.length / 2);
  return { kind, at: first.at, left: balanced(kind, sides.slice(0, middle)), right: balanced(kind, sides.slice(middle)) };
}

function isTerm(node: Node): node is Term {
  return node.kind === 'number' || node.kind === 'name' || node.kind === 'arithmetic';
}

function createParser(
  tokens: readonly Token[],
  { names, flags }: { readonly names: readonly string[]; readonly flags: readonly string[] },
  fault: SyntaxFault,
): { parse(): Condition; requireEnd(): void } {
  let place = 0;
  const peek = (): Token => must(tokens[place], 'the end token');
  const isNext = (text: string): boolean => peek().kind !== 'number' && peek().text === text;
  const take = (text: string): Token | undefined => (isNext(text) ? tokens[place++] : undefined);

  const asTerm = (node: Node): Term => {
    if (!isTerm(node)) throw fault(node.at, 'a number or a name', 'this is a comparison');
    return node;
  };
  const asCondition = (node: Node): Condition => {
    if (node.kind === 'name' && flags.includes(node.name))
      return { kind: 'comparison', at: node.at, op: '==', left: node, right: { kind: 'number', at: node.at, value: 1 } };
    if (isTerm(node)) throw fault(peek().at, `${[...comparisons].join(', ')} or another comparison`);
    return node;
  };

  let depth = 0;
  /** Reads the content of a parenthesis, a `not` or a minus: each level takes a part of the stack. */
  const nested = (at: number, read: () => Node): Node => {
    if (++depth > mostLevels) throw fault(at, `at most ${mostLevels} levels of parentheses, "not" and minus`);
    const inner = read();
    depth--;
    return inner;
  };

  const joined = (word: 'and' | 'or', kind: 'both' | 'either', operand: () => Node): Node => {
    const first = operand();
    if (!isNext(word)) return first;
    const sides = [asCondition(first)];
    while (take(word) !== undefined) sides.push(asCondition(operand()));
    return balanced(kind, sides);
  };
  const either = (): Node => joined('or', 'either', both);
  const both = (): Node => joined('and', 'both', negation);
  const negation = (): Node => {
    const token = take('not');
    return token === undefined ? comparison() : { kind: 'not', at: token.at, of: asCondition(nested(token.at, negation)) };
  };
  const comparison = (): Node => {
    let left = sum();
    const links: Condition[] = [];
    while (comparisons.has(peek().text)) {
      const op = peek().text as ComparisonOp;
      place++;
      const right = asTerm(sum());
      links.push({ kind: 'comparison', at: left.at, op, left: asTerm(left), right });
      left = right;
    }
    return links.length === 0 ? left : balanced('both', links);
  };
  const operation = (ops: readonly ArithmeticOp[], operand: () => Node): Node => {
    let left = operand();
    for (let length = 1; ; length++) {
      const op = ops.find(isNext);
      if (op === undefined) return left;
      if (length === mostOperands)
        throw fault(peek().at, `at most ${mostOperands} numbers and names in a row of ${ops.join(' and ')}`);
      place++;
      left = { kind: 'arithmetic', at: left.at, op, left: asTerm(left), right: asTerm(operand()) };
    }
  };
  const sum = (): Node => operation(['+', '-'], product);
  const product = (): Node => operation(['*', '/'], factor);
  const factor = (): Node => {
    const token = peek();
    if (token.kind === 'number') {
      place++;
      return { kind: 'number', at: token.at, value: token.value as number };
    }
    if (take('-') !== undefined)
      return {
        kind: 'arithmetic',
        at: token.at,
        op: '-',
        left: { kind: 'number', at: token.at, value: 0 },
        right: asTerm(nested(token.at, factor)),
      };
    if (take('(') !== undefined) {
      const inner = nested(token.at, either);
      if (take(')') === undefined) throw fault(peek().at, '")"');
      return inner;
    }
    if (token.kind === 'name' && !['and', 'or', 'not'].includes(token.text)) {
      if (!names.includes(token.text)) throw fault(token.at, 'a known quantity', nameHint(token.text, names));
      place++;
      return { kind: 'name', at: token.at, name: token.text };
    }
    throw fault(token.at, 'a number or a name');
  };

  return {
    parse: () => asCondition(either()),
    requireEnd() {
      const { kind, at, text } = peek();
      const near = suggest(text, ['and', 'or']);
      if (kind !== 'end')
        throw fault(at, '"and", "or" or the end', kind === 'name' && near !== undefined ? `did you mean "${near}"?` : undefined);
    },
  };
}
