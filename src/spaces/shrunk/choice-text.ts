/** The choices of a shrunk network as text: `w64.128_d2.1_k3_s224`, the values of each kind in the order of the dials. */
import { dataError, quote } from '../../core/errors.js';
import { dialKinds, type Dial } from './dials.js';

const letterOf = (kind: Dial['kind']): string => kind[0];

/** The name of each dial: `w1`, `w2`, `d1` ...; the resolution is `s`. */
export function dialNames(dials: readonly Dial[]): string[] {
  return dials.map((dial, i) => {
    if (dial.kind === 'size') return 's';
    return `${letterOf(dial.kind)}${dials.slice(0, i + 1).filter(({ kind }) => kind === dial.kind).length}`;
  });
}

export function encodeChoices(dials: readonly Dial[], choices: readonly (number | string)[]): string {
  return dialKinds
    .flatMap((kind) => {
      const own = choices.filter((_, i) => dials[i].kind === kind);
      return own.length === 0 ? [] : [`${letterOf(kind)}${own.join('.')}`];
    })
    .join('_');
}

/** @throws a data error naming the dial and its choices. */
export function decodeChoices(dials: readonly Dial[], text: string, id: string): number[] {
  const where = `${id} architecture ${quote(text, 80)}`;
  const example = encodeChoices(
    dials,
    dials.map(({ choices }) => choices[choices.length - 1]),
  );
  const numbers = /^[a-z]\d+(?:\.\d+)*(?:_[a-z]\d+(?:\.\d+)*)*$/.test(text)
    ? Array.from(text.matchAll(/\d+/g), ([digits]) => Number(digits))
    : [];
  if (numbers.length !== dials.length || encodeChoices(dials, numbers) !== text)
    throw dataError(where, { expected: `choices such as ${example}` });
  const names = dialNames(dials);
  numbers.forEach((value, i) => {
    if (!dials[i].choices.includes(value))
      throw dataError(where, { expected: `${names[i]} one of ${dials[i].choices.join(', ')}`, got: String(value) });
  });
  return numbers;
}
