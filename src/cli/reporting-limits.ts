/**
 * Limits that say so when they keep nothing for long: judging a predicted latency builds the network, and thousands may be built in a row,
 * in which no turn of the event loop would hear Ctrl-C. From then on it is heard in every judgement.
 */
import type { Limits } from '../engine/limits/limits.js';
import { breakable } from '../platform/node/breakable.js';
import { formatCount, say } from './output.js';

const patience = 5_000;

export function patientLimits(
  limits: Limits,
  now: () => number = () => performance.now(),
  tell: (line: string) => void = say,
): Limits {
  let since = now();
  let rejected = 0;
  let isLong = false;
  return {
    ...limits,
    admits(genotype) {
      const isAdmitted = isLong ? breakable(() => limits.admits(genotype)) : limits.admits(genotype);
      rejected = isAdmitted ? 0 : rejected + 1;
      if (isAdmitted) {
        since = now();
        isLong = false;
      } else if (now() - since >= patience) {
        const met = limits
          .seen()
          .map(({ quantity, min, max }) => `${quantity} from ${min.toPrecision(4)} to ${max.toPrecision(4)}`);
        tell(
          `assay: the limits rejected the last ${formatCount(rejected)} proposals (met: ${met.join(', ')}); still looking (Ctrl-C ends it)`,
        );
        since = now();
        isLong = true;
      }
      return isAdmitted;
    },
  };
}
