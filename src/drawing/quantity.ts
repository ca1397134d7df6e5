/** The format of numbers in tables, drawings and reports. */

const scales = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A count with three digits and a unit: `1.53 M`, `73.3 k`, `640`. */
export function compactCount(count: number): string {
  for (const [scale, unit] of scales) {
    if (Math.abs(count) < scale * 0.9995) continue;
    const value = count / scale;
    return `${value.toFixed(Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2)} ${unit}`;
  }
  return String(count);
}

/** A count in full, in groups of three: `1,531,546`. */
export function fullCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A shape without its batch axis: `16×32×32`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length > 1 ? shape.slice(1).join('×') : shape.join('×');
}
