/**
 * A pickle's memo: numbered values that references point to. Python numbers every container and every text, hundreds of millions in a large file, and refers to few of
 * them, most soon after: a first pass over the file plans which values to remember and for how long, so that few are remembered at a time.
 */
import { must } from '../../../core/must.js';
import { PickleRefusal } from './numpy.js';
import type { PickleValue } from './values.js';

/** A value that is read within this many numbers is remembered for that long: NATS-Bench takes 11,000 for one architecture. */
const usualSpan = 2 ** 17;
/** The most values that are read later than that. */
const mostLong = 4_000_000;
/** Numbers of a piece of the plan, as a power of two. */
const pieceBits = 18;

/** How long a value is remembered: not at all, for the span of the plan, or to the end. */
export type Span = 'none' | 'short' | 'long';

export interface MemoPlan {
  /** How many numbers are stored while a short-lived value is remembered. */
  readonly span: number;
  /** Stores a value; by default, under the next number. */
  onPut(index?: number): void;
  /** @throws when there are too many values to remember. */
  onGet(index: number): void;
  spanOf(index: number): Span;
}

export function createMemoPlan(span = usualSpan): MemoPlan {
  const long = new Set<number>();
  /** One bit for each number. */
  const short: (Uint32Array | undefined)[] = [];
  let count = 0;
  /** Whether values were numbered in order, as Python does: in any other order two values may need one slot at the same time. */
  let isInOrder = true;
  const bitOf = (index: number): number => 1 << (index & 31);
  const wordOf = (index: number): number => (index & (2 ** pieceBits - 1)) >>> 5;
  const wordIn = (piece: Uint32Array, index: number): number => must(piece[wordOf(index)], 'a word of the piece');
  return {
    span,
    onPut(index = count) {
      if (index !== count) isInOrder = false;
      count++;
    },
    onGet(index) {
      if (index < count && count - index <= span) {
        const piece = (short[index >>> pieceBits] ??= new Uint32Array(2 ** (pieceBits - 5)));
        piece[wordOf(index)] = wordIn(piece, index) | bitOf(index);
        return;
      }
      long.add(index);
      if (long.size > mostLong)
        throw new PickleRefusal(`at most ${mostLong.toLocaleString('en-US')} references to values far before, got more`);
    },
    spanOf(index) {
      if (long.has(index)) return 'long';
      const piece = short[index >>> pieceBits];
      if (piece === undefined || (wordIn(piece, index) & bitOf(index)) === 0) return 'none';
      return isInOrder ? 'short' : 'long';
    },
  };
}

export interface Memo {
  /** Whether that takes more memory than before. */
  put(index: number, value: PickleValue): boolean;
  /** Undefined if nothing is remembered under the number. */
  get(index: number): PickleValue | undefined;
}

/** Without a plan everything is remembered. */
export function createMemo(plan?: MemoPlan): Memo {
  const long = new Map<number, PickleValue>();
  /** The last values of short span, each at its number modulo their count, with its number. */
  const recent: ({ index: number; value: PickleValue } | undefined)[] = [];
  const room = plan?.span ?? 1;
  return {
    put(index, value) {
      const span = plan?.spanOf(index) ?? 'long';
      if (span === 'none') return false;
      if (span === 'long') {
        long.set(index, value);
        return true;
      }
      const place = index % room;
      const known = recent[place];
      if (known === undefined) {
        recent[place] = { index, value };
        return true;
      }
      known.index = index;
      known.value = value;
      return false;
    },
    get(index) {
      const near = recent[index % room];
      return near?.index === index ? near.value : long.get(index);
    },
  };
}
