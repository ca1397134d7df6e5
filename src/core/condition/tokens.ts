import type { SyntaxFault } from './syntax-fault.js';

export interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  /** As written; the word for `and`, `or` and `not`, however they were written. */
  readonly text: string;
  readonly at: number;
  /** Of a number. */
  readonly value?: number;
}

/** Factors that may follow a number: decimal ones, and binary ones for bytes. */
const units: { readonly [unit: string]: number } = { k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };
const words: { readonly [written: string]: string } = { '&&': 'and', '||': 'or', '!': 'not', '=': '==' };
const pattern =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?<unit>[A-Za-z_]\w*)?|(?<name>[A-Za-z_]\w*(?:\.\w+)*(?::[A-Za-z]\w*=[\w.-]+)*)|(?<symbol>&&|\|\||<=|>=|==|!=|[<>=!()+\-*/]))/iy;

/** Splits the text; the last token is the end. @throws what `fault` makes of a character that belongs to nothing. */
export function tokenize(text: string, fault: SyntaxFault): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let from = 0; from < text.trimEnd().length; from = pattern.lastIndex) {
    const match = pattern.exec(text);
    if (match === null)
      throw fault(text.length - text.slice(from).trimStart().length, 'a number, a name, a comparison or a parenthesis');
    const { number, unit, name, symbol } = match.groups as { [part: string]: string | undefined };
    const at = pattern.lastIndex - match[0].trimStart().length;
    if (number !== undefined) {
      const factor = unit === undefined ? 1 : Object.hasOwn(units, unit) ? units[unit] : undefined;
      if (factor === undefined)
        throw fault(at + number.length, `a number with a unit of ${Object.keys(units).join(', ')}, or none`);
      tokens.push({ kind: 'number', text: number + (unit ?? ''), at, value: Number(number) * factor });
    } else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: words[symbol] ?? symbol, at });
    else tokens.push({ kind: 'name', text: name as string, at });
  }
  tokens.push({ kind: 'end', text: '', at: text.trimEnd().length });
  return tokens;
}
