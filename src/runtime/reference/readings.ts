/** What readings mean, written out: one function a kind, from the tapped tensor to its values. */
import { product } from '../../arch/ops/shapes.js';
import type { GradientReading, Reading, ReadingKind, ReadingValues, SampleSet } from '../passes/types.js';
import { channelVariances } from './ops/normalization.js';
import { centredProducts } from './gradient-readings.js';
import type { Tensor } from './tensor.js';

type Of<K extends PlainKind> = Extract<Reading, { kind: K }>;

/** `sets`: how many sets of samples have separate batch statistics. */
type PlainKind = Exclude<ReadingKind, GradientReading['kind']>;
type ReferenceReadings = { readonly [K in PlainKind]: (x: Tensor, reading: Of<K>, sets: number) => ReadingValues };

/** Samples as rows. */
function rows(x: Tensor, samples: SampleSet): Float64Array[] {
  const [count] = x.shape;
  const units = product(x.shape) / count;
  const kept = samples === 'all' ? count : samples === 'first' ? 1 : count / 2;
  return Array.from({ length: kept }, (_, sample) => x.values.subarray(sample * units, (sample + 1) * units));
}

/** Pairs of a sample and its partner. */
function partners(x: Tensor): (readonly [Float64Array, Float64Array])[] {
  const all = rows(x, 'all');
  return all.slice(0, all.length / 2).map((row, i) => [row, all[i + all.length / 2]] as const);
}

export const referenceReadings: ReferenceReadings = {
  'sign-kernel': (x, { samples }) => {
    const all = rows(x, samples);
    return Int32Array.from(all.flatMap((a) => all.map((b) => a.reduce((count, v, u) => count + (v > 0 && b[u] > 0 ? 1 : 0), 0))));
  },
  'sign-changes': (x) =>
    Int32Array.from(partners(x).map(([a, b]) => a.reduce((count, v, u) => count + (v > 0 === b[u] > 0 ? 0 : 1), 0))),
  'sign-codes': (x, { samples }) => {
    const all = rows(x, 'all').slice(0, samples);
    const units = all[0].length;
    const codes = new Uint8Array(Math.ceil(samples / 8) * units);
    all.forEach((row, sample) => row.forEach((v, u) => (codes[(sample >> 3) * units + u] |= v > 0 ? 1 << (sample & 7) : 0)));
    return codes;
  },
  'norm-variance': (x, _, sets) => channelVariances(x, sets),
  'partner-distance': (x) => Float64Array.from(partners(x).map(([a, b]) => a.reduce((sum, v, u) => sum + Math.abs(v - b[u]), 0))),
  'partner-square': (x) => {
    const sums = partners(x).map(([a, b]) => a.reduce((sum, v, u) => sum + (v - b[u]) ** 2, 0));
    return Float64Array.of(sums.reduce((a, b) => a + b, 0) / (x.values.length / 2));
  },
  'sign-patterns': (x) => {
    const all = rows(x, 'all');
    const width = Math.ceil(all[0].length / 8);
    const patterns = new Uint8Array(all.length * width);
    all.forEach((row, sample) => row.forEach((v, u) => (patterns[sample * width + (u >> 3)] |= v > 0 ? 1 << (u & 7) : 0)));
    return patterns;
  },
  'channel-moments': (x, { samples, centred, ifSingular }) => {
    const kept = rows(x, samples);
    const channels = x.shape[1];
    const positions = kept[0].length / channels;
    const count = kept.length * positions;
    const isSingular = count <= channels;
    if (isSingular && ifSingular === 'none') return new Float64Array(0);
    const series = Array.from({ length: channels }, (_, c) =>
      Float64Array.from(kept.flatMap((row) => [...row.subarray(c * positions, (c + 1) * positions)])),
    );
    const shifted = series.map((values) => {
      const mean = centred ? values.reduce((a, b) => a + b, 0) / count : 0;
      return values.map((v) => v - mean);
    });
    const sides =
      isSingular && ifSingular === 'rows'
        ? Array.from({ length: count }, (_, row) => Float64Array.from(shifted, (channel) => channel[row]))
        : shifted;
    return Float64Array.from(sides.flatMap((a) => sides.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0) / count)));
  },
  'feature-covariance': (x) => {
    const features = x.shape[x.shape.length - 1];
    const count = x.values.length / features;
    const columns = Array.from({ length: features }, (_, c) => {
      const column = Float64Array.from({ length: count }, (__, row) => x.values[row * features + c]);
      const mean = column.reduce((a, b) => a + b, 0) / count;
      return column.map((v) => v - mean);
    });
    const sides =
      count < features ? Array.from({ length: count }, (_, row) => Float64Array.from(columns, (column) => column[row])) : columns;
    return Float64Array.from(sides.flatMap((a) => sides.map((b) => a.reduce((sum, v, i) => sum + v * b[i], 0) / count)));
  },
  'x-log-x': (x) => Float64Array.of(x.values.reduce((sum, v) => sum + v * Math.log(v + 1e-3), 0) / x.values.length),
  'sample-products': (x) => centredProducts(x),
  values: (x, { samples }) => Float64Array.from(rows(x, samples).flatMap((row) => [...row])),
};
