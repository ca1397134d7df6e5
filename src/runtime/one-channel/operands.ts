/** Operands of operators, and operators applied to them: lowering looks up a hundred a network, for which texts are slow. */
import type { KnownShape, Operator } from './calls.js';

/** The number of a value; `ZERO` stands for a tensor of zeros. */
export const ZERO = -1;

export interface Operand {
  readonly value: number;
  readonly shape: KnownShape;
}

/** What operators applied to operands give. */
interface Applications {
  /** Forgets everything. */
  clear(): void;
  /** In any order of the operands, where the operator is commutative. Undefined: this is new. */
  find(operator: Operator, operands: readonly Operand[]): Operand | undefined;
  /** The result of what was looked up last. */
  keep(result: Operand): void;
}

/** A hash table over lists of numbers, the operator and then the operands, one after the other in `words`. */
export function createApplications(): Applications {
  let words = new Int32Array(1024);
  /** Where the list that was looked up last begins and ends. */
  let start = 0;
  let end = 0;
  let starts: number[] = [];
  let results: Operand[] = [];
  /** A result's place in `results` + 1; 0: none. Its length is a power of two, at least twice the number of results. */
  let table = new Int32Array(1024);
  /** Where in the table the last look-up ended. */
  let slot = 0;

  const hashOf = (from: number, to: number): number => {
    let hash = 0;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ words[i], 0x9e3779b1) ^ (hash >>> 15);
    return (hash ^ (hash >>> 15)) & (table.length - 1);
  };
  const isLast = (result: number): boolean => {
    const from = starts[result];
    const size = end - start;
    if ((result + 1 < starts.length ? starts[result + 1] : start) - from !== size) return false;
    for (let i = 0; i < size; i++) if (words[from + i] !== words[start + i]) return false;
    return true;
  };
  const enlarge = (): void => {
    table = new Int32Array(2 * table.length);
    for (let result = 0; result < results.length; result++) {
      let free = hashOf(starts[result], result + 1 < starts.length ? starts[result + 1] : end);
      while (table[free] !== 0) free = (free + 1) & (table.length - 1);
      table[free] = result + 1;
    }
  };
  return {
    clear() {
      start = end = 0;
      starts = [];
      results = [];
      table.fill(0);
    },
    find({ number, isCommutative }, operands) {
      end = start + 1 + operands.length;
      if (end > words.length) {
        const more = new Int32Array(2 * end);
        more.set(words);
        words = more;
      }
      words[start] = number;
      for (let i = 0; i < operands.length; i++) {
        const { value, shape } = operands[i];
        words[start + 1 + i] = value === ZERO ? -1 - shape.number : value;
      }
      if (isCommutative) sort(words, start + 1, end);
      slot = hashOf(start, end);
      for (; table[slot] !== 0; slot = (slot + 1) & (table.length - 1))
        if (isLast(table[slot] - 1)) return results[table[slot] - 1];
      return undefined;
    },
    keep(result) {
      starts.push(start);
      table[slot] = results.push(result);
      start = end;
      if (2 * results.length > table.length) enlarge();
    },
  };
}

/** Ascending, in place. */
function sort(words: Int32Array, from: number, to: number): void {
  if (to - from > 16) {
    words.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const word = words[i];
    let place = i;
    for (; place > from && words[place - 1] > word; place--) words[place] = words[place - 1];
    words[place] = word;
  }
}
