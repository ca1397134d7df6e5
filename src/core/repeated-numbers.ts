/**
 * A column of numbers of which many repeat, such as the params of cells or the parts of a score: each different one is kept once, and two bytes say which
 * one a place has. Where too few repeat, the numbers themselves are kept.
 */
import { readColumn, type Column } from './column.js';
import { createNumberColumn, type NumberColumn } from './number-column.js';

/** Numbers by index. */
export interface RepeatedNumbers extends Column<number> {
  /** Sets the value of an index; those between it and the end become 0. */
  set(index: number, value: number): void;
}

/** The most different numbers that two bytes can name. */
const mostCodes = 2 ** 16;
/** Different numbers that are kept before it is asked whether many repeat. */
const trial = 2048;
/** At most so many for each number are different. */
const worthwhile = 1 / 3;

/** The numbers that differ, and which of them each place has. */
interface Coded {
  readonly codes: NumberColumn;
  readonly numbers: NumberColumn;
  /** By number; a map takes 0 and -0 for one, so that -0 is a text here. */
  readonly codeOf: Map<number | '-0', number>;
}

export function createRepeatedNumbers(): RepeatedNumbers {
  let coded: Coded | undefined = { codes: createNumberColumn(Uint16Array), numbers: createNumberColumn(), codeOf: new Map() };
  let plain = createNumberColumn();
  coded.codeOf.set(0, coded.numbers.push(0));
  const at = (index: number): number | undefined => {
    if (coded === undefined) return plain.at(index);
    const code = coded.codes.at(index);
    return code === undefined ? undefined : coded.numbers.at(code);
  };
  const length = (): number => (coded === undefined ? plain : coded.codes).length;
  return {
    ...readColumn(length, (index) => at(index) as number),
    get length() {
      return length();
    },
    at,
    set(index: number, value: number): void {
      if (coded !== undefined && !isWorthwhile(coded)) {
        plain = numbersOf(coded);
        coded = undefined;
      }
      if (coded === undefined) plain.set(index, value);
      else coded.codes.set(index, codeOfNumber(coded, value));
    },
  };
}

function isWorthwhile({ codes, numbers }: Coded): boolean {
  return numbers.length < mostCodes && numbers.length <= trial + worthwhile * codes.length;
}

function numbersOf({ codes, numbers }: Coded): NumberColumn {
  const column = createNumberColumn();
  for (let i = 0; i < codes.length; i++) column.push(numbers.at(codes.at(i) as number) as number);
  return column;
}

function codeOfNumber({ numbers, codeOf }: Coded, value: number): number {
  const key = Object.is(value, -0) ? '-0' : value;
  let code = codeOf.get(key);
  if (code === undefined) codeOf.set(key, (code = numbers.push(value)));
  return code;
}
