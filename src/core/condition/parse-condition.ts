/**
 * Reads a condition:
 *   condition   := conjunction { "or" conjunction }
 *   conjunction := negation { "and" negation }
 *   negation    := "not" negation | comparison | "(" condition ")"
 *   comparison  := sum op sum { op sum }            1e6 < params < 4e6 is both comparisons
 *   sum         := product { ("+" | "-") product }
 *   product     := factor { ("*" | "/") factor }
 *   factor      := number | name | "-" factor | "(" sum ")"
 * Whether a parenthesis holds a condition or a number shows only inside, so both are read by one function and told apart after.
 */
import { suggest } from '../suggest.js';
import { createSyntaxFault, type SyntaxFault } from './syntax-fault.js';
import { tokenize, type Token } from './tokens.js';
import type { ArithmeticOp, ComparisonOp, Condition, Term } from './types.js';

type Node = Condition | Term;

const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

/**
 * @param where names the condition in errors, such as `--where`.
 * @param names the names that may occur.
 * @throws a usage error that points at the character, and suggests the nearest name for an unknown one.
 */
export function parseCondition(where: string, text: string, names: readonly string[]): Condition {
  const fault = createSyntaxFault(where, text);
  const parser = createParser(tokenize(text, fault), names, fault);
  const condition = parser.parse();
  parser.requireEnd();
  return condition;
}

function isTerm(node: Node): node is Term {
  return node.kind === 'number' || node.kind === 'name' || node.kind === 'arithmetic';
}

function createParser(
  tokens: readonly Token[],
  names: readonly string[],
  fault: SyntaxFault,
): { parse(): Condition; requireEnd(): void } {
  let place = 0;
  const peek = (): Token => tokens[place];
  const isNext = (text: string): boolean => peek().kind !== 'number' && peek().text === text;
  const take = (text: string): Token | undefined => (isNext(text) ? tokens[place++] : undefined);

  const asTerm = (node: Node): Term => {
    if (!isTerm(node)) throw fault(node.at, 'a number or a name', 'this is a comparison');
    return node;
  };
  const asCondition = (node: Node): Condition => {
    if (isTerm(node)) throw fault(peek().at, `${[...comparisons].join(', ')} or another comparison`);
    return node;
  };

  const joined = (word: 'and' | 'or', kind: 'both' | 'either', operand: () => Node): Node => {
    let left = operand();
    while (isNext(word)) {
      const whole = asCondition(left);
      place++;
      left = { kind, at: whole.at, left: whole, right: asCondition(operand()) };
    }
    return left;
  };
  const either = (): Node => joined('or', 'either', both);
  const both = (): Node => joined('and', 'both', negation);
  const negation = (): Node => {
    const token = take('not');
    return token === undefined ? comparison() : { kind: 'not', at: token.at, of: asCondition(negation()) };
  };
  const comparison = (): Node => {
    let left = sum();
    let chain: Condition | undefined;
    while (comparisons.has(peek().text)) {
      const op = tokens[place++].text as ComparisonOp;
      const right = asTerm(sum());
      const link: Condition = { kind: 'comparison', at: left.at, op, left: asTerm(left), right };
      chain = chain === undefined ? link : { kind: 'both', at: chain.at, left: chain, right: link };
      left = right;
    }
    return chain ?? left;
  };
  const operation = (ops: readonly ArithmeticOp[], operand: () => Node): Node => {
    let left = operand();
    for (;;) {
      const op = ops.find(isNext);
      if (op === undefined) return left;
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
        right: asTerm(factor()),
      };
    if (take('(') !== undefined) {
      const inner = either();
      if (take(')') === undefined) throw fault(peek().at, '")"');
      return inner;
    }
    if (token.kind === 'name' && !['and', 'or', 'not'].includes(token.text)) {
      if (!names.includes(token.text)) {
        const near = suggest(token.text, names);
        throw fault(token.at, 'a known quantity', near === undefined ? `known: ${names.join(', ')}` : `did you mean "${near}"?`);
      }
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
