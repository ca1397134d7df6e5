/**
 * A confidence interval of Kendall's tau that holds for few pairs: artanh(tau) is nearly normal with variance .437 / (n - 4)
 * (Fieller, Hartley & Pearson 1957). A bootstrap of five pairs in perfect order would claim [1, 1]; this one does not.
 */

const normalQuantile = 1.959964;

/** The 95 % interval of a tau over `n` pairs; null below five. Perfect order counts as one exchanged pair less than perfect, but the interval holds it. */
export function kendallInterval(tau: number, n: number): readonly [low: number, high: number] | null {
  if (n < 5) return null;
  const most = 1 - 2 / (n * (n - 1));
  const z = Math.atanh(Math.max(-most, Math.min(most, tau)));
  const half = normalQuantile * Math.sqrt(0.437 / (n - 4));
  return [Math.min(tau, Math.tanh(z - half)), Math.max(tau, Math.tanh(z + half))];
}

/** How many networks an interval needs whose nearer end is beyond `least`, if tau keeps this size; infinite where tau itself is not. */
export function pairsToTell(tau: number, least = 0): number {
  const z = Math.atanh(Math.min(0.999, Math.abs(tau))) - Math.atanh(least);
  return z <= 0 ? Infinity : Math.max(5, Math.ceil(4 + 0.437 * (normalQuantile / z) ** 2));
}
