/**
 * Runs jobs in this thread until it is clear that a pool pays: networks that are only built take some ten microseconds in one space and milliseconds in
 * another, and a worker takes half a second to start and to become fast.
 */
import type { Runner } from './types.js';
import { workOf } from './work-of.js';

/** What jobs took so far: kept between runners, as a search asks for one in every round. */
export interface Pace {
  /** Milliseconds of work done here. */
  worked: number;
  /** Milliseconds of a job, of the last calls that ran here: the first ones are slow. */
  perJob: number[];
}

/** Calls that are looked at: the shortest counts, because other work on the machine makes some of them long. */
const looksBack = 8;

/** Work done here before the pace is trusted, in milliseconds. */
const trial = 400;
/** A pool pays if more than this is left, in milliseconds. */
const worthMoving = 2000;

interface GrowingOptions {
  /** How many jobs there will be. */
  readonly jobs: number;
  readonly local: () => Runner;
  readonly pool: () => Runner;
  readonly pace: Pace;
}

export function createGrowingRunner({ jobs, local, pool, pace }: GrowingOptions): Runner {
  let left = jobs;
  let hasMoved = false;
  const runner = (): Runner => {
    hasMoved ||= pace.worked >= trial && left * Math.min(...pace.perJob) > worthMoving;
    return hasMoved ? pool() : local();
  };
  return {
    get concurrency() {
      return runner().concurrency;
    },
    get callSizes() {
      return runner().callSizes;
    },
    async run(some, signal) {
      const chosen = runner();
      left = Math.max(0, left - some.length);
      const isHere = !hasMoved;
      const evaluations = await chosen.run(some, signal);
      if (isHere && some.length > 0) {
        const work = workOf(evaluations);
        pace.worked += work;
        pace.perJob = [...pace.perJob.slice(1 - looksBack), work / some.length];
      }
      return evaluations;
    },
  };
}
