/**
 * Limits that print a line when they reject everything for a long time: judging a predicted latency builds the network, and thousands may be built in a row,
 * without a turn of the event loop in which Ctrl-C could be handled. From then on every judgement handles it.
 */
import { plural } from '../core/plural.js';
import type { Host } from '../engine/host.js';
import type { Limits } from '../engine/limits/limits.js';

/** Milliseconds of rejections between two lines. */
const reportEvery = 5_000;

interface ReportingOptions {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Called with a line that says how many were rejected in a row, and their values. */
  readonly onNotice: (line: string) => void;
  /** Runs a judgement so that the user can interrupt it. */
  readonly compute?: Host['compute'];
}

export function reportingLimits(limits: Limits, { now, onNotice, compute = (work) => work() }: ReportingOptions): Limits {
  let since = now();
  let rejected = 0;
  let isLong = false;
  return {
    ...limits,
    admits(genotype) {
      const isAdmitted = isLong ? compute(() => limits.admits(genotype)) : limits.admits(genotype);
      rejected = isAdmitted ? 0 : rejected + 1;
      if (isAdmitted) {
        since = now();
        isLong = false;
      } else if (now() - since >= reportEvery) {
        const met = limits
          .seen()
          .map(({ quantity, min, max }) => `${quantity} from ${min.toPrecision(4)} to ${max.toPrecision(4)}`);
        onNotice(
          `assay: the limits rejected the last ${rejected === 1 ? 'proposal' : plural(rejected, 'proposal')} (met: ${met.join(', ')}); still looking (Ctrl-C ends it)`,
        );
        since = now();
        isLong = true;
      }
      return isAdmitted;
    },
  };
}
