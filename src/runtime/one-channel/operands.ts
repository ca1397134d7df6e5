/** Operands of operators, and numbers for operators applied to them: lowering looks up a hundred a network, for which texts are slow. */
import type { KnownShape, Operator } from './calls.js';

/** The number of a value; `ZERO` stands for a tensor of zeros. */
export const ZERO = -1;

export interface Operand {
  readonly value: number;
  readonly shape: KnownShape;
}

/** Numbers of values lie below, those of lists and zeros above it. */
const LISTS = 2 ** 24;
const MOST = 2 ** 25;

/** The key of an operator applied to operands; in any order, where it is commutative. */
export function createKeys(): (operator: Operator, operands: readonly Operand[]) => number {
  const lists = new Map<number, number>();
  const zeros = new Map<number, number>();
  let next = LISTS;
  const numberOf = ({ value, shape }: Operand): number => {
    if (value !== ZERO) return value;
    let zero = zeros.get(shape.number);
    if (zero === undefined) zeros.set(shape.number, (zero = next++));
    return zero;
  };
  /** A list and one more. */
  const longer = (list: number, number: number): number => {
    const key = list * MOST + number;
    let known = lists.get(key);
    if (known === undefined) lists.set(key, (known = next++));
    return known;
  };
  return ({ number, isCommutative }, operands) => {
    if (operands.length === 1) return number * MOST + numberOf(operands[0]);
    const numbers = operands.map(numberOf);
    if (isCommutative) sort(numbers);
    let list = MOST - 1;
    for (const operand of numbers) list = longer(list, operand);
    return number * MOST + list;
  };
}

/** Ascending, in place. */
function sort(numbers: number[]): void {
  if (numbers.length > 16) {
    numbers.sort((a, b) => a - b);
    return;
  }
  for (let i = 1; i < numbers.length; i++) {
    const number = numbers[i];
    let place = i;
    for (; place > 0 && numbers[place - 1] > number; place--) numbers[place] = numbers[place - 1];
    numbers[place] = number;
  }
}
