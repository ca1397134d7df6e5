/**
 * Extended arithmetic on maps: float32 values near 1, one power of two a sum, statistics in double. A 1x1 convolution, a batch norm,
 * a ReLU and a sum are views and cost no separate pass; a batch norm of a 1x1 convolution costs one pass for its statistics.
 */
import { normFactor } from '../ops/normalization.js';
import { isPointwise, singleTerm, type MapArithmetic } from './arithmetic.js';
import { addSums, balanced, combineTerms, pivoted, plainView, scaleTerm, wholeMap, zeroSum } from './map-sum.js';
import type { MapContext } from './machine.js';
import { slideTerm } from './slide-term.js';
import type { MapSum, Term } from './types.js';

/** Means of squares lose digits beside a much larger squared mean; beyond this ratio moments are taken again around the mean. */
const TRUSTED_RATIO = 64;

interface Statistics {
  readonly mean: number;
  readonly variance: number;
}

/** Of the map where the view is linear, of the view where it has a floor. */
function statisticsOf(term: Term, { machine, batch }: MapContext): Statistics {
  const { kernels, moments } = machine;
  const { grid, address } = term.map;
  const values = batch * grid.area;
  const isLinear = term.floor === -Infinity;
  const view = isLinear ? plainView : term;
  let { mean, meanSquare } = term.map;
  if (!isLinear) {
    kernels.viewMoments(grid.address, address, batch, view, moments);
    const { f64 } = kernels.memory();
    mean = f64[moments / 8] / values;
    meanSquare = f64[moments / 8 + 1] / values;
  }
  const variance = meanSquare - mean * mean;
  if (variance * TRUSTED_RATIO > mean * mean) return { mean, variance };
  kernels.exactMoments(grid.address, address, batch, view, mean, moments);
  const { f64 } = kernels.memory();
  const offset = f64[moments / 8] / values;
  return { mean: mean + offset, variance: Math.max(0, f64[moments / 8 + 1] / values - offset * offset) };
}

function weigh({ terms, exponent }: MapSum, weight: number): MapSum {
  return balanced(weight === 1 ? terms : terms.map((term) => scaleTerm(term, weight)), exponent);
}

export const extendedMaps: MapArithmetic = {
  id: 'extended',
  keepsMoments: true,
  /** A sixteenth of float32's rounding step; scores were compared on all NAS-Bench-201 classes. */
  negligible: -28,

  rectify(value, entry, context) {
    const { terms, exponent } = singleTerm(value, entry, context);
    if (terms.length === 0) return zeroSum;
    const [{ map, pivot, scale, shift, floor }] = terms;
    return balanced([{ map, pivot, scale, shift, floor: Math.max(0, floor) }], exponent);
  },

  convolve(value, channels, slide, context) {
    const { machine, weight } = context;
    const [[entry, count]] = channels;
    const total =
      channels.length === 1 && count === 1
        ? value.sums[entry]
        : addSums(
            channels.map((member) => value.sums[member[0]]),
            channels.map((member) => member[1]),
            this.negligible,
          );
    if (total.terms.length === 0 || weight === 0) return zeroSum;
    // A negative weight turns floors into ceilings, which views do not have.
    if (isPointwise(slide.attrs) && (weight > 0 || total.terms.every(({ floor }) => floor === -Infinity)))
      return weigh(total, weight);
    let [term] = total.terms;
    if (total.terms.length > 1) term = { map: combineTerms(total.terms, context), ...plainView };
    const map = slideTerm(term, slide, 'inside', 'sum', 1, context);
    machine.discardUnheld(term.map);
    return weigh(wholeMap(map, total.exponent), weight);
  },

  normalize(value, entry, eps, scale, context) {
    const x = singleTerm(value, entry, context);
    if (x.terms.length === 0) return zeroSum;
    const [term] = x.terms;
    const { mean, variance } = statisticsOf(term, context);
    if (variance === 0) return zeroSum;
    if (term.floor === -Infinity) {
      const { factor, exponent } = normFactor(variance * term.scale * term.scale, eps, scale, x.exponent);
      return balanced([pivoted(term.map, mean, term.scale * factor, 0, -Infinity)], exponent);
    }
    const { factor, exponent } = normFactor(variance, eps, scale, x.exponent);
    if (factor < 0) {
      // As for a convolution: the floor is computed first.
      const map = combineTerms([term], context);
      return balanced([pivoted(map, mean, factor, 0, -Infinity)], exponent);
    }
    return balanced(
      [pivoted(term.map, term.pivot, term.scale * factor, (term.shift - mean) * factor, (term.floor - mean) * factor)],
      exponent,
    );
  },

  average(value, entry, slide, countPadding, context) {
    const x = singleTerm(value, entry, context);
    if (x.terms.length === 0) return zeroSum;
    return balanced(
      wholeMap(slideTerm(x.terms[0], slide, countPadding ? 'padded' : 'inside', 'mean', 1, context), 0).terms,
      x.exponent,
    );
  },

  add(sums) {
    return addSums(sums, undefined, this.negligible);
  },
};
