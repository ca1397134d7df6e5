/** Numbers as the command line and the lines of the library print them. */

/** `12,345` */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1.07 M`, `153 M`, `12.3 k` */
export function formatSize(count: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const)
    if (count >= size) return `${(count / size).toPrecision(3)} ${unit}`;
  return Number.isInteger(count) ? String(count) : count.toPrecision(4);
}

/** Seconds with three significant digits: `0.0713 s`, `12.3 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds >= 100 ? seconds.toFixed(0) : seconds >= 1 ? seconds.toFixed(seconds >= 10 ? 1 : 2) : seconds.toPrecision(2)} s`;
}
