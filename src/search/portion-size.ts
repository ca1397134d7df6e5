/** How many candidates a search under a time limit evaluates at once: as many as take about a twentieth of a second. */
export interface PortionSize {
  /** For the next portion. */
  portion(): number;
  /** Records how long a portion of `count` took. */
  took(count: number, milliseconds: number): void;
}

const first = 8;
const short = 25;
const long = 100;
const largest = 65_536;

/** Without a time limit everything is evaluated at once. */
export function createPortionSize(isTimed: boolean): PortionSize {
  let portion = first;
  return {
    portion: () => (isTimed ? portion : Infinity),
    took(count, milliseconds) {
      if (count < portion / 2) return;
      if (milliseconds < short) portion = Math.min(largest, portion * 2);
      else if (milliseconds > long) portion = Math.max(1, Math.floor(portion / 2));
    },
  };
}
