/**
 * Limits that say so when they keep nothing for long: judging a predicted latency builds the network, and thousands may be built in a row,
 * in which no turn of the event loop would hear Ctrl-C. From then on it is heard in every judgement.
 */
import { plural } from '../core/plural.js';
import type { Host } from '../engine/host.js';
import type { Limits } from '../engine/limits/limits.js';

const patience = 5_000;

export interface PatientOptions {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Called with a line that says how many were rejected in a row, and what they had. */
  readonly onNotice: (line: string) => void;
  /** Runs a judgement so that a person can interrupt it. */
  readonly compute?: Host['compute'];
}

export function patientLimits(limits: Limits, { now, onNotice, compute = (work) => work() }: PatientOptions): Limits {
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
      } else if (now() - since >= patience) {
        const met = limits
          .seen()
          .map(({ quantity, min, max }) => `${quantity} from ${min.toPrecision(4)} to ${max.toPrecision(4)}`);
        onNotice(
          `assay: the limits rejected the last ${plural(rejected, 'proposal')} (met: ${met.join(', ')}); still looking (Ctrl-C ends it)`,
        );
        since = now();
        isLong = true;
      }
      return isAdmitted;
    },
  };
}
