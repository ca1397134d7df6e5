import { must } from '../must.js';
import type { SyntaxFault } from './syntax-fault.js';

export interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  /** As written; the word for `and`, `or` and `not`, however they were written. */
  readonly text: string;
  readonly at: number;
  /** Of a number. */
  readonly value?: number;
}

/** Factors that may follow a number, decimal and binary; a B after them is written for bytes and changes nothing. */
const units: { readonly [unit: string]: number } = { k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };
const unitNames = `${Object.keys(units).join(', ')}, with a B for bytes or without`;
const words: { readonly [written: string]: string } = {
  '&&': 'and',
  '||': 'or',
  '!': 'not',
  '=': '==',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
};
/** Single underscores may separate digits; a blank may precede a unit, if no name follows. */
const pattern =
  /\s*(?:(?<number>(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?)(?:(?<unit>[A-Za-z_]\w*)|[ \t]+(?<apart>[kKMG]i?B?|B)(?![\w.]))?|(?<name>[A-Za-z_]\w*(?:\.\w+)*(?::[A-Za-z]\w*=[\w.-]+)*)|(?<symbol>&&|\|\||<=|>=|==|!=|[≤≥≠<>=!()+\-*/]))/iy;

function factorOf(unit: string): number | undefined {
  const scale = unit.endsWith('B') ? unit.slice(0, -1) : unit;
  return scale === '' ? 1 : Object.hasOwn(units, scale) ? units[scale] : undefined;
}

/** The unit that was probably meant, with its factor: `KB` may be either of two, `Mb` would be bits. */
function nearUnit(unit: string): string | undefined {
  const [, scale, isBinary] = /^([kmg])(i)?b?$/i.exec(unit) ?? [];
  if (scale === undefined) return undefined;
  const letter = scale.toLowerCase() === 'k' ? 'k' : scale.toUpperCase();
  const binary = `${scale.toUpperCase()}i`;
  const worth = (name: string): string => `${name} is ${must(units[name], 'a unit').toLocaleString('en-US')}`;
  return isBinary === undefined ? `${worth(letter)}, ${worth(binary)}` : `did you mean ${binary} or ${binary}B?`;
}

/** `AND`, `Or` and `NOT` are words too; names keep their letters. */
function wordOf(name: string): string {
  const small = name.toLowerCase();
  return ['and', 'or', 'not'].includes(small) ? small : name;
}

/** Splits the text; the last token is the end. @throws the error of `fault` for a character that belongs to no token. */
export function tokenize(text: string, fault: SyntaxFault): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let from = 0; from < text.trimEnd().length; from = pattern.lastIndex) {
    const match = pattern.exec(text);
    if (match === null)
      throw fault(text.length - text.slice(from).trimStart().length, 'a number, a name, a comparison or a parenthesis');
    const { number, unit: attached, apart, name, symbol } = match.groups as { [part: string]: string | undefined };
    const at = pattern.lastIndex - match[0].trimStart().length;
    if (number !== undefined) {
      const unit = attached ?? apart ?? '';
      const factor = factorOf(unit);
      if (factor === undefined)
        throw fault(pattern.lastIndex - unit.length, `a number with a unit of ${unitNames}, or none`, nearUnit(unit));
      tokens.push({ kind: 'number', text: number + unit, at, value: Number(number.replaceAll('_', '')) * factor });
    } else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: words[symbol] ?? symbol, at });
    else tokens.push({ kind: 'name', text: wordOf(name as string), at });
  }
  tokens.push({ kind: 'end', text: '', at: text.trimEnd().length });
  return tokens;
}
