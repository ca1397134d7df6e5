/**
 * Reads Python literals, in which many programs publish architectures: tuples, lists, dicts, strings, numbers, True, False, None,
 * and calls such as `Genotype(normal=[...], normal_concat=range(2, 6))`, with comments between. Data only: nothing is ever run.
 */
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';

export type PythonValue = null | boolean | number | string | readonly PythonValue[] | PythonDict | PythonCall;

export interface PythonDict {
  readonly kind: 'dict';
  readonly entries: readonly (readonly [PythonValue, PythonValue])[];
}

export interface PythonCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly PythonValue[];
  readonly named: ReadonlyMap<string, PythonValue>;
}

const MAX_DEPTH = 16;
const words: ReadonlyMap<string, null | boolean> = new Map([
  ['None', null],
  ['True', true],
  ['False', false],
  ['null', null],
  ['true', true],
  ['false', false],
]);
/** Blanks, comments and escaped line ends, which Python skips. */
const gap = /(?:\s|#[^\n]*\n|\\\r?\n)*$/y;
const tokenPattern =
  /(?:\s|#[^\n]*\n|\\\r?\n)*(?:([()[\]{},:=])|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([A-Za-z_][\w.]*))/y;

/** The value of a text that holds exactly one literal (JSON counts too). @throws a data error that shows where reading stopped. */
export function readPythonLiteral(source: string, where: string): PythonValue {
  // A comment ends at the end of its line.
  const text = `${source}\n`;
  const tokens: string[] = [];
  const places: number[] = [];
  const end = text.trimEnd().length;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < end) {
    const from = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (match === null) {
      gap.lastIndex = from;
      if (gap.test(text)) break;
      throw unreadable(text, from, where);
    }
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
    places.push(from);
  }
  let at = 0;
  const stop = (): Error => unreadable(text, places[at] ?? end, where);
  const expect = (token: string): void => {
    if (tokens[at] !== token) throw stop();
    at++;
  };
  const list = (close: string, item: () => void): number => {
    let commas = 0;
    while (tokens[at] !== close) {
      item();
      if (tokens[at] === close) break;
      expect(',');
      commas++;
    }
    at++;
    return commas;
  };
  const value = (depth: number): PythonValue => {
    const token = tokens[at];
    if (token === undefined || depth > MAX_DEPTH) throw stop();
    at++;
    if (token === '(' || token === '[') {
      const items: PythonValue[] = [];
      const commas = list(token === '(' ? ')' : ']', () => items.push(value(depth + 1)));
      const [first] = items;
      return token === '(' && first !== undefined && items.length === 1 && commas === 0 ? first : items;
    }
    if (token === '{') {
      const entries: [PythonValue, PythonValue][] = [];
      list('}', () => {
        const key = value(depth + 1);
        expect(':');
        entries.push([key, value(depth + 1)]);
      });
      return { kind: 'dict', entries };
    }
    if (/^['"]/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, '$1');
    if (/^[-+.\d]/.test(token)) return Number(token);
    if (!/^[A-Za-z_]/.test(token)) {
      at--;
      throw stop();
    }
    if (tokens[at] !== '(') {
      const known = words.get(token);
      if (known === undefined) {
        at--;
        throw stop();
      }
      return known;
    }
    at++;
    const args: PythonValue[] = [];
    const named = new Map<string, PythonValue>();
    list(')', () => {
      if (tokens[at + 1] !== '=') {
        args.push(value(depth + 1));
        return;
      }
      const name = must(tokens[at], 'a name before "="');
      at += 2;
      named.set(name, value(depth + 1));
    });
    return { kind: 'call', name: token, args, named };
  };
  const result = value(0);
  if (at < tokens.length) throw stop();
  return result;
}

function unreadable(text: string, at: number, where: string): Error {
  const rest = text.slice(at).trimStart();
  return dataError(where, {
    expected: 'tuples, lists, strings and numbers as Python writes them',
    got: quote(text, 80),
    hint: rest === '' ? 'it ends too early' : `stopped at ${quote(rest, 20)}`,
  });
}

/** The numbers of a (nested) tuple or list, in order; undefined if it holds anything else. */
export function flatNumbers(value: PythonValue): number[] | undefined {
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value)) return undefined;
  const numbers: number[] = [];
  for (const item of value as readonly PythonValue[]) {
    const own = flatNumbers(item);
    if (own === undefined) return undefined;
    for (const number of own) numbers.push(number);
  }
  return numbers;
}

export function isPythonCall(value: PythonValue): value is PythonCall {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'call';
}

export function isPythonDict(value: PythonValue): value is PythonDict {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dict';
}

export function isPythonList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}
