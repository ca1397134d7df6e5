/**
 * Extended arithmetic on maps: float32 values near 1, one power of two a sum, statistics in double. A 1x1 convolution, a batch norm,
 * a ReLU and a sum are views and cost no pass of their own; a batch norm of a 1x1 convolution costs one pass for its statistics.
 */
import { normFactor } from '../ops/normalization.js';
import { isPointwise, type MapArithmetic, type MapContext, type Slide } from './arithmetic.js';
import { addSums, balanced, combineTerms, pivoted, plainView, scaleTerm, scratchBytes, zeroSum } from './map-sum.js';
import type { WindowDivisor } from './machine.js';
import type { MapSum, StoredMap, Term } from './types.js';

/**
 * A summand whose root mean square is below 2^-40 of another's is left out: far below float32's 2^-24.
 */
export const NEGLIGIBLE = -40;

/** Means of squares lose digits beside a much larger squared mean; beyond this ratio moments are taken again around the mean. */
const TRUSTED_RATIO = 64;

interface Statistics {
  readonly mean: number;
  readonly variance: number;
}

function statisticsOf(term: Term, { machine, batch }: MapContext): Statistics {
  const { map } = term;
  const places = batch * map.grid.area;
  const linear = term.floor === -Infinity;
  const view = linear ? plainView : term;
  let { mean, meanSquare } = map;
  if (!linear) {
    const { sum, square } = machine.moments((moments) => machine.kernels.viewMoments(map.grid.address, map.address, batch, view, moments));
    mean = sum / places;
    meanSquare = square / places;
  }
  let variance = meanSquare - mean * mean;
  if (!(variance * TRUSTED_RATIO > mean * mean)) {
    const { sum, square } = machine.moments((moments) => machine.kernels.exactMoments(map.grid.address, map.address, batch, view, mean, moments));
    mean += sum / places;
    variance = Math.max(0, square / places - (sum / places) ** 2);
  }
  return { mean, variance };
}

function slideTerm(term: Term, { attrs, shape }: Slide, divisor: WindowDivisor, isMean: boolean, { machine, batch }: MapContext): StoredMap {
  const window = machine.windowOf(term.map.grid, attrs, shape, divisor);
  return machine.withScratch(scratchBytes(window.scratch, batch), (scratch) =>
    machine.createMap(window.output, batch, (target, moments) =>
      machine.kernels.slideWindow(window.address, term.map.address, target, batch, term, isMean ? 'mean' : 'sum', 1, scratch, moments),
    ),
  );
}

export const extendedMaps: MapArithmetic = {
  rectify(channel) {
    const x = channel.single();
    if (x === undefined) return zeroSum;
    return balanced([{ ...x.term, floor: Math.max(0, x.term.floor) }], x.exponent);
  },

  convolve(channels, slide, context) {
    const { machine, batch, weight } = context;
    const weigh = ({ terms, exponent }: MapSum): MapSum => balanced(terms.map((term) => scaleTerm(term, weight)), exponent);
    // A negative weight turns floors into ceilings: then the floors are computed first.
    const sums = channels.map(({ channel, count }) => ({ sum: channel.sum(), count }));
    const total = addSums(sums, NEGLIGIBLE);
    if (total.terms.length === 0 || weight === 0) return zeroSum;
    if (isPointwise(slide.attrs) && (weight > 0 || total.terms.every(({ floor }) => floor === -Infinity))) return weigh(total);
    const made = total.terms.length === 1 ? undefined : combineTerms(total.terms, batch, machine);
    const term = made === undefined ? total.terms[0] : { map: made, ...plainView };
    const map = slideTerm(term, slide, 'inside', false, context);
    if (made !== undefined) machine.discardUnheld(made);
    return weigh({ terms: [{ map, ...plainView }], exponent: total.exponent });
  },

  normalize(channel, eps, scale, context) {
    const x = channel.single();
    if (x === undefined) return zeroSum;
    const { term } = x;
    const { mean, variance } = statisticsOf(term, context);
    if (variance === 0) return zeroSum;
    if (term.floor === -Infinity) {
      const { factor, exponent } = normFactor(variance * term.scale * term.scale, eps, scale, x.exponent);
      return balanced([pivoted({ map: term.map, pivot: mean, scale: term.scale * factor, shift: 0, floor: -Infinity })], exponent);
    }
    const { factor, exponent } = normFactor(variance, eps, scale, x.exponent);
    return balanced([pivoted(scaleTerm({ ...term, shift: term.shift - mean, floor: term.floor - mean }, factor))], exponent);
  },

  average(channel, slide, countPadding, context) {
    const x = channel.single();
    if (x === undefined) return zeroSum;
    const map = slideTerm(x.term, slide, countPadding ? 'padded' : 'inside', true, context);
    return balanced([{ map, ...plainView }], x.exponent);
  },

  add: (channels) => addSums(channels.map((channel) => ({ sum: channel.sum(), count: 1 })), NEGLIGIBLE),
};
