/** Features on one scale, learned from known networks and random ones of the space. */

/** How one feature becomes a standardised number. */
export interface FeatureScale {
  /** Its place among all features. */
  readonly place: number;
  /** Its logarithm is taken: it is positive, and spans more than a factor of twenty. */
  readonly log: boolean;
  readonly mean: number;
  readonly deviation: number;
  /** Stands for one that does not exist. */
  readonly least: number;
}

const spans = 20;
/** Farther is no news, and may be a mistake. */
const most = 5;

/** Scales of the features that vary. */
export function fitScales(rows: readonly Float64Array[]): FeatureScale[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, place) => place).flatMap((place) => {
    const present = rows.map((row) => row[place] ?? NaN).filter(Number.isFinite);
    if (present.length === 0) return [];
    const low = present.reduce((a, b) => Math.min(a, b), Infinity);
    const high = present.reduce((a, b) => Math.max(a, b), -Infinity);
    const log = low > 0 && high > spans * low;
    const values = log ? present.map(Math.log) : present;
    const least = log ? Math.log(low) : low;
    const all = [...values, ...new Array<number>(rows.length - present.length).fill(least)];
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
    return deviation > 1e-9 * (1 + Math.abs(mean)) ? [{ place, log, mean, deviation, least }] : [];
  });
}

/** The standardised features of a network. */
export function standardise(features: Float64Array, scales: readonly FeatureScale[]): Float64Array {
  return Float64Array.from(scales, ({ place, log, mean, deviation, least }) => {
    const raw = features[place] ?? NaN;
    const value = Number.isNaN(raw) ? least : log ? (raw > 0 ? Math.log(raw) : least) : raw;
    return Math.max(-most, Math.min(most, (value - mean) / deviation));
  });
}
