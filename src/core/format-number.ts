/** Numbers as people read them. */

/** `12,345`; of NaN, `unknown`. Without the language's number formats, which take 13 ms when they are first used. */
export function formatCount(count: number): string {
  if (Number.isNaN(count)) return 'unknown';
  return Number.isSafeInteger(count) ? String(count).replace(/\B(?=(?:\d{3})+$)/g, ',') : count.toLocaleString('en-US');
}

const scales = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A whole count with three digits and a unit, in drawings, reports and the studio: `1.53 M`, `73.3 k`, `640`; of NaN, `unknown`. */
export function compactCount(count: number): string {
  if (Number.isNaN(count)) return 'unknown';
  for (const [scale, unit] of scales) {
    if (Math.abs(count) < scale * 0.9995) continue;
    const value = count / scale;
    return `${value.toFixed(Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2)} ${unit}`;
  }
  return String(count);
}

/** The same in tables of the command line, where a quantity may be no whole number: `1.07 M`, `12.3 k`, `3.142`. */
export function formatSize(quantity: number): string {
  return Number.isInteger(quantity) || Number.isNaN(quantity) || quantity >= 1000
    ? compactCount(quantity)
    : quantity.toPrecision(4);
}

/** Seconds with three significant digits: `0.0713 s`, `12.3 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds >= 100 ? seconds.toFixed(0) : seconds >= 1 ? seconds.toFixed(seconds >= 10 ? 1 : 2) : seconds.toPrecision(2)} s`;
}
