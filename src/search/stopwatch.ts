/** The time of a step of a search. `jobs`: how many were run for its `candidates`; the others were shared or replayed. */
export interface SearchStep {
  readonly name: string;
  readonly seconds: number;
  readonly candidates: number;
  readonly jobs: number;
}

/** Adds up steps by name, in the order in which they began. */
export interface Stopwatch {
  start(name: string): { stop(candidates: number, jobs: number): void };
  all(): SearchStep[];
}

/** @param now a clock in milliseconds. */
export function createStopwatch(now: () => number): Stopwatch {
  const steps = new Map<string, SearchStep>();
  return {
    start(name) {
      const begin = now();
      return {
        stop(candidates, jobs) {
          const before = steps.get(name) ?? { name, seconds: 0, candidates: 0, jobs: 0 };
          steps.set(name, {
            name,
            seconds: before.seconds + (now() - begin) / 1000,
            candidates: before.candidates + candidates,
            jobs: before.jobs + jobs,
          });
        },
      };
    },
    all: () => [...steps.values()],
  };
}
