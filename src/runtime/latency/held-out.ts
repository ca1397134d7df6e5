/** How far a table of operators is off on networks it was not fitted to, as numbers and in words. */
import { plural } from '../../core/plural.js';
import { percentile, spearman } from '../../core/statistics/index.js';

/** How well predicted latencies agree with measured ones. */
export interface HeldOut {
  readonly networks: number;
  /** |predicted - measured| / measured. */
  readonly medianError: number;
  readonly p90Error: number;
  /** Null where all are equal, and for too few networks to say anything. */
  readonly spearman: number | null;
}

/** Any order of three is the right one, or its reverse, one time in three. */
const fewestRanked = 4;

/** Milliseconds of at least one network, in the same order. */
export function judgeHeldOut(predicted: readonly number[], measured: readonly number[]): HeldOut {
  const errors = predicted.map((ms, i) => Math.abs(ms / measured[i] - 1));
  return {
    networks: measured.length,
    medianError: percentile(errors, 50),
    p90Error: percentile(errors, 90),
    spearman: measured.length < fewestRanked ? null : spearman(predicted, measured),
  };
}

/** One line; what is said of so few networks as to mean little is left out. */
export function describeHeldOut({ networks, medianError, p90Error, spearman: rank }: HeldOut): string {
  const half = `half within ${percent(medianError)}`;
  if (networks < fewestRanked)
    return `${half}; ${plural(networks, 'network is', 'networks are')} too few for a rank correlation (test ${fewestRanked} or more)`;
  const ranked =
    rank === null
      ? 'Spearman undefined, because all take or are predicted the same'
      : `Spearman ${rank.toFixed(3)} from ${networks} networks`;
  return `${half}, nine in ten within ${percent(p90Error)}; ${ranked}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
