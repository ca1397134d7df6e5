import type { Replay } from './journal/replay.js';
import type { PortionEntry } from './journal/types.js';

/** How many candidates a search under a time limit takes up at once: as many as take about a twentieth of a second. */
interface PortionSize {
  /** Begins a round. @returns what the journal must keep: sizes follow from the clock, and the order of its lines from them. */
  begin(): PortionEntry | undefined;
  /** Of the round that has begun. */
  portion(): number;
  /** How long a portion of `count` took. */
  took(count: number, milliseconds: number): void;
}

const first = 8;
const short = 25;
const long = 100;
const largest = 65_536;

/** Without a time limit everything is taken up at once. @param recorded the sizes of the rounds that are repeated. */
export function createPortionSize(isTimed: boolean, recorded: Pick<Replay, 'portionAt'>): PortionSize {
  if (!isTimed) return { begin: () => undefined, portion: () => Infinity, took: () => undefined };
  let size = first;
  let kept: number | undefined;
  let round = -1;
  return {
    begin() {
      round++;
      const known = recorded.portionAt(round);
      if (known !== undefined) kept = size = known;
      if (kept === size) return undefined;
      kept = size;
      return { type: 'portion', round, size };
    },
    portion: () => size,
    took(count, milliseconds) {
      if (count < size / 2) return;
      if (milliseconds < short) size = Math.min(largest, size * 2);
      else if (milliseconds > long) size = Math.max(1, Math.floor(size / 2));
    },
  };
}
