import { requireNumbers } from '../require-shape.js';

/**
 * Pearson's correlation of two lists of finite numbers of one length, by deviations from the mean.
 * Null when there are fewer than two pairs or one list is constant.
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  requireNumbers('x', x);
  requireNumbers('y', y);
  const n = x.length;
  if (y.length !== n) throw new RangeError(`pearson: expected two lists of one length, got ${n} and ${y.length}`);
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i] ?? NaN;
    meanY += y[i] ?? NaN;
  }
  meanX /= n;
  meanY /= n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const dx = (x[i] ?? NaN) - meanX;
    const dy = (y[i] ?? NaN) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (!(xx > 0 && yy > 0)) return null;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}
