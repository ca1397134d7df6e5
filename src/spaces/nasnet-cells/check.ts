import { dataError, quote } from '../../core/errors.js';
import { suggest } from '../../core/suggest.js';
import {
  cellKinds,
  outputNodes,
  type CellKind,
  type CellTerms,
  type NasnetGenotype,
  type NasnetRules,
  type Term,
} from './genotype.js';
import { isPythonCall, isPythonList, type PythonValue } from '../text/python-literal.js';

/** Checks one cell against the rules of a space. @param where names the genotype. @throws a data error that names cell, node and what is wrong. */
function checkCell(kind: CellKind, terms: CellTerms, { ops, nodes, distinctInputs }: NasnetRules, where: string): void {
  if (terms.length !== 2 * nodes)
    throw dataError(where, { expected: `${2 * nodes} pairs in the ${kind} cell`, got: `${terms.length}` });
  terms.forEach(([op, input], i) => {
    const node = 2 + Math.floor(i / 2);
    if (!ops.includes(op)) {
      const near = suggest(op, ops);
      throw dataError(where, {
        expected: `an op of the space at node ${node} of the ${kind} cell`,
        got: quote(op),
        hint: near === undefined ? `ops: ${ops.join(', ')}` : `did you mean "${near}"?`,
      });
    }
    if (!Number.isInteger(input) || input < 0 || input >= node)
      throw dataError(where, { expected: `an input from 0 to ${node - 1} at node ${node} of the ${kind} cell`, got: `${input}` });
    if (distinctInputs && i % 2 === 1 && input === terms[i - 1][1])
      throw dataError(where, { expected: `two different inputs at node ${node} of the ${kind} cell`, got: `${input} twice` });
  });
}

/** The genotype, if it keeps the rules. @throws a data error otherwise. */
export function checkNasnet(genotype: NasnetGenotype, rules: NasnetRules, where: string): NasnetGenotype {
  for (const kind of cellKinds) checkCell(kind, genotype[kind], rules, where);
  for (const [name, choices] of [
    ['width', rules.widths],
    ['depth', rules.depths],
  ] as const) {
    const value = genotype[name];
    const isGiven = value !== undefined && Number.isInteger(value) && value >= 1 && value <= 1024;
    if (choices === undefined ? value !== undefined : !isGiven) {
      throw dataError(where, {
        expected: choices === undefined ? `no ${name}` : `${name} to be an integer from 1 to 1024, such as ${choices.join(', ')}`,
        got: `${value ?? 'nothing'}`,
      });
    }
  }
  return genotype;
}

/** `[('op', 0), ...]` as terms. @throws a data error when it is anything else. */
export function termsOf(value: PythonValue | undefined, what: string, where: string): CellTerms {
  const wrong = (): Error => dataError(where, { expected: `${what} to be a list of (op, input) pairs` });
  if (value === undefined || !isPythonList(value)) throw wrong();
  return value.map((pair): Term => {
    if (!isPythonList(pair) || pair.length !== 2 || typeof pair[0] !== 'string' || typeof pair[1] !== 'number') throw wrong();
    return [pair[0], pair[1]];
  });
}

/** Checks a published `normal_concat` or `reduce_concat`, where one is given, against what the space concatenates. */
export function checkConcat(
  value: PythonValue | undefined,
  what: string,
  terms: CellTerms,
  output: NasnetRules['output'],
  where: string,
): void {
  if (value === undefined) return;
  const expected = outputNodes(terms, output);
  const given = isPythonCall(value) && value.name === 'range' ? rangeOf(value.args) : isPythonList(value) ? value : undefined;
  if (given === undefined || given.length !== expected.length || !expected.every((node) => given.includes(node))) {
    const rule = output === 'all' ? 'all nodes' : 'the nodes no other node reads';
    throw dataError(where, {
      expected: `${what} to be [${expected.join(', ')}]`,
      got: given === undefined ? 'something else' : `[${given.map(String).join(', ')}]`,
      hint: `this space concatenates ${rule}`,
    });
  }
}

function rangeOf(args: readonly PythonValue[]): number[] | undefined {
  const [from, to] = args;
  if (typeof from !== 'number' || typeof to !== 'number' || args.length !== 2 || to - from > 100) return undefined;
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
