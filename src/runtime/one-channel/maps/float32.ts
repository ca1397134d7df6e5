/**
 * The paper's arithmetic on maps: every operator stores float32, subnormals included, so underflow happens where it does in PyTorch.
 * A convolution is round(count * sum of round(weight * x)); a batch norm has its statistics in double and rounds as `normFactor32` says.
 */
import { normFactor32 } from '../ops/normalization.js';
import { singleTerm, type MapArithmetic } from './arithmetic.js';
import { combineTerms, plainView, wholeMap, zeroSum } from './map-sum.js';
import { lanesOf, type MapContext } from './machine.js';
import { slideTerm } from './slide-term.js';
import type { StoredMap, Term } from './types.js';

/** Below this share of the squared distance to where they were taken around, moments are taken again around the mean. */
const TRUSTED_SHARE = 1e-6;

function statisticsOf(term: Term, { machine, batch }: MapContext): { readonly mean: number; readonly variance: number } {
  const { kernels, moments } = machine;
  const { grid, address } = term.map;
  const values = batch * grid.area;
  const around = (center: number): { readonly mean: number; readonly variance: number } => {
    kernels.exactMoments(grid.address, address, batch, term, center, moments);
    const { f64 } = kernels.memory();
    const offset = f64[moments / 8] / values;
    return { mean: center + offset, variance: Math.max(0, f64[moments / 8 + 1] / values - offset * offset) };
  };
  // Around the first value: then what is constant has exactly variance 0.
  const center = Math.max(term.floor, kernels.memory().f32[address / 4]);
  const statistics = around(center);
  const offset = statistics.mean - center;
  return statistics.variance < TRUSTED_SHARE * offset * offset ? around(statistics.mean) : statistics;
}

export const float32Maps: MapArithmetic = {
  id: 'float32',
  keepsMoments: false,
  negligible: -Infinity,

  rectify(value, entry, context) {
    const { terms } = singleTerm(value, entry, context);
    return terms.length === 0 ? zeroSum : { terms: [{ ...terms[0], floor: 0 }], exponent: 0 };
  },

  convolve(value, channels, slide, context) {
    const { machine, weight } = context;
    const made: StoredMap[] = [];
    const keep = (map: StoredMap): StoredMap => {
      made.push(map);
      return map;
    };
    const products = channels.flatMap(([entry, count]) =>
      singleTerm(value, entry, context).terms.map((term) => {
        // A negative weight turns a floor into a ceiling: then the floor is computed first.
        const base = weight >= 0 || term.floor === -Infinity ? term : { map: keep(combineTerms([term], context)), ...plainView };
        return { term: { ...base, scale: weight }, count };
      }),
    );
    if (products.length === 0) return zeroSum;
    let [{ term, count }] = products;
    if (products.length > 1) {
      const rounded = products.map((product): Term =>
        product.count === 1
          ? product.term
          : { map: keep(combineTerms([product.term], context)), ...plainView, scale: product.count },
      );
      term = { map: keep(combineTerms(rounded, context)), ...plainView };
      count = 1;
    }
    const map = slideTerm(term, slide, 'inside', 'scaled', count, context);
    made.forEach(machine.discardUnheld);
    return wholeMap(map, 0);
  },

  normalize(value, entry, eps, scale, context) {
    const { machine, batch } = context;
    const { terms } = singleTerm(value, entry, context);
    if (terms.length === 0) return zeroSum;
    const [term] = terms;
    const { mean, variance } = statisticsOf(term, context);
    if (mean === 0 && variance === 0) return zeroSum;
    const { alpha, beta } = normFactor32(mean, variance, eps, scale);
    const source = term.floor === -Infinity ? term.map : combineTerms([term], context);
    const target = machine.allocate(source.bytes);
    machine.kernels.scaleShift(source.address, target, source.grid.stored * lanesOf(batch), alpha, beta);
    const map = machine.claimMap(source.grid, batch, target, context.moments);
    machine.discardUnheld(source);
    return wholeMap(map, 0);
  },

  average(value, entry, slide, countPadding, context) {
    const { terms } = singleTerm(value, entry, context);
    return terms.length === 0
      ? zeroSum
      : wholeMap(slideTerm(terms[0], slide, countPadding ? 'padded' : 'inside', 'exactMean', 1, context), 0);
  },

  add(sums, context) {
    const terms = sums.flatMap((sum) => sum.terms);
    if (terms.length === 0) return zeroSum;
    return terms.length === 1 ? { terms, exponent: 0 } : wholeMap(combineTerms(terms, context), 0);
  },
};
