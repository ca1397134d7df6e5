/**
 * The paper's arithmetic on maps: every operator stores float32, subnormals included, so underflow happens where it does in PyTorch.
 * A convolution is round(count * sum of round(weight * x)); a batch norm has its statistics in double and rounds as `normFactor32` says.
 */
import { normFactor32 } from '../ops/normalization.js';
import type { MapArithmetic, MapContext } from './arithmetic.js';
import { combineTerms, plainView, scratchBytes, zeroSum } from './map-sum.js';
import type { MapSum, StoredMap, Term } from './types.js';

const whole = (map: StoredMap): MapSum => ({ terms: [{ map, ...plainView }], exponent: 0 });

/** Below this share of the squared mean, a variance taken around the first value is taken again around the mean. */
const TRUSTED_SHARE = 1e-6;

function statisticsOf({ map, ...view }: Term, { machine, batch }: MapContext): { readonly mean: number; readonly variance: number } {
  const places = batch * map.grid.area;
  const around = (center: number): { readonly mean: number; readonly variance: number } => {
    const { sum, square } = machine.moments((moments) => machine.kernels.exactMoments(map.grid.address, map.address, batch, view, center, moments));
    return { mean: center + sum / places, variance: Math.max(0, square / places - (sum / places) ** 2) };
  };
  const first = machine.kernels.memory().f32[map.address / 4];
  const center = Math.max(view.floor, Math.fround(Math.fround(Math.fround(first - view.pivot) * Math.fround(view.scale)) + view.shift));
  const statistics = around(center);
  const offset = statistics.mean - center;
  return statistics.variance < TRUSTED_SHARE * offset * offset ? around(statistics.mean) : statistics;
}

/** weight * view, rounded, where the view is a map or its positive part. */
function weighted(term: Term, weight: number, { machine, batch }: MapContext): { readonly term: Term; readonly made?: StoredMap } {
  if (weight >= 0 || term.floor === -Infinity) return { term: { ...term, scale: weight } };
  const made = combineTerms([term], batch, machine);
  return { term: { map: made, ...plainView, scale: weight }, made };
}

export const float32Maps: MapArithmetic = {
  rectify(channel) {
    const x = channel.single();
    return x === undefined ? zeroSum : { terms: [{ ...x.term, floor: 0 }], exponent: 0 };
  },

  convolve(channels, { attrs, shape }, context) {
    const { machine, batch } = context;
    const made: StoredMap[] = [];
    const keep = (map: StoredMap | undefined): void => void (map !== undefined && made.push(map));
    const products = channels.flatMap(({ channel, count }) => {
      const x = channel.single();
      if (x === undefined) return [];
      const product = weighted(x.term, context.weight, context);
      keep(product.made);
      return [{ term: product.term, count }];
    });
    if (products.length === 0) return zeroSum;
    let [{ term, count }] = products;
    if (products.length > 1) {
      const rounded = products.map((product): Term => {
        if (product.count === 1) return product.term;
        const map = combineTerms([product.term], batch, machine);
        keep(map);
        return { map, ...plainView, scale: product.count };
      });
      const map = combineTerms(rounded, batch, machine);
      keep(map);
      term = { map, ...plainView };
      count = 1;
    }
    const window = machine.windowOf(term.map.grid, attrs, shape, 'inside');
    const map = machine.withScratch(scratchBytes(window.scratch, batch), (scratch) =>
      machine.createMap(window.output, batch, (target, moments) =>
        machine.kernels.slideWindow(window.address, term.map.address, target, batch, term, 'scaled', count, scratch, moments),
      ),
    );
    made.forEach(machine.discardUnheld);
    return whole(map);
  },

  normalize(channel, eps, scale, context) {
    const x = channel.single();
    if (x === undefined) return zeroSum;
    const { machine, batch } = context;
    const { mean, variance } = statisticsOf(x.term, context);
    if (mean === 0 && variance === 0) return zeroSum;
    const { alpha, beta } = normFactor32(mean, variance, eps, scale);
    const made = x.term.floor === -Infinity ? undefined : combineTerms([x.term], batch, machine);
    const source = made ?? x.term.map;
    const map = machine.createMap(source.grid, batch, (target) =>
      machine.kernels.scaleShift(source.address, target, scratchBytes(source.grid.rows.stored * source.grid.columns.stored, batch) / 4, alpha, beta),
    );
    if (made !== undefined) machine.discardUnheld(made);
    return whole(map);
  },

  average(channel, { attrs, shape }, countPadding, { machine, batch }) {
    const x = channel.single();
    if (x === undefined) return zeroSum;
    const window = machine.windowOf(x.term.map.grid, attrs, shape, countPadding ? 'padded' : 'inside');
    const map = machine.withScratch(scratchBytes(window.scratch, batch), (scratch) =>
      machine.createMap(window.output, batch, (target, moments) =>
        machine.kernels.slideWindow(window.address, x.term.map.address, target, batch, x.term, 'exactMean', 1, scratch, moments),
      ),
    );
    return whole(map);
  },

  add(channels, { machine, batch }) {
    const terms = channels.flatMap((channel) => channel.sum().terms);
    if (terms.length === 0) return zeroSum;
    return terms.length === 1 ? { terms, exponent: 0 } : whole(combineTerms(terms, batch, machine));
  },
};
