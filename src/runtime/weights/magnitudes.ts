import type { Initializer } from './types.js';

/** Magnitudes, made once for each drawn tensor. */
const known = new WeakMap<Float32Array, Float32Array>();

/** The same weights without their signs. */
export function magnitudesOf(weights: Initializer): Initializer {
  return {
    values(parameter) {
      const given = weights.values(parameter);
      if (typeof given === 'number') return Math.abs(given);
      let magnitudes = known.get(given);
      if (magnitudes === undefined) known.set(given, (magnitudes = given.map(Math.abs)));
      return magnitudes;
    },
    meanSquare: (parameter) => weights.meanSquare(parameter),
  };
}
