/** The format of numbers in tables, drawings and reports. */

/** A count in full, in groups of three: `1,531,546`; of NaN, `unknown`. */
export function fullCount(count: number): string {
  if (Number.isNaN(count)) return 'unknown';
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A shape without its batch axis: `16×32×32`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length > 1 ? shape.slice(1).join('×') : shape.join('×');
}
