/** Limits that say so when they keep nothing for long: judging a predicted latency builds the network, and thousands may be built in a row. */
import type { Limits } from '../engine/limits/limits.js';
import { formatCount, say } from './output.js';

const patience = 5_000;

export function patientLimits(limits: Limits, now: () => number = () => performance.now(), tell: (line: string) => void = say): Limits {
  let since = now();
  let rejected = 0;
  return {
    ...limits,
    admits(genotype) {
      const isAdmitted = limits.admits(genotype);
      rejected = isAdmitted ? 0 : rejected + 1;
      if (isAdmitted) since = now();
      else if (now() - since >= patience) {
        const met = limits.seen().map(({ quantity, min, max }) => `${quantity} from ${min.toPrecision(4)} to ${max.toPrecision(4)}`);
        tell(`assay: the limits rejected the last ${formatCount(rejected)} proposals (met: ${met.join(', ')}); still looking`);
        since = now();
      }
      return isAdmitted;
    },
  };
}
