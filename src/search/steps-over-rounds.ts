import type { Progress } from '../engine/stream.js';
import type { SearchOptions } from './run-search.js';

type StepHooks = Pick<SearchOptions, 'onStep' | 'onProgress'>;

/** Shows each step of many rounds as one: it begins once, and its progress goes on from round to round. */
export interface StepsOverRounds {
  readonly hooks: StepHooks;
  /** A round of so many candidates has passed the last step. */
  endRound(candidates: number): void;
}

/** @param most how many candidates all rounds may have; undefined where a round is all there is. */
export function createStepsOverRounds({ onStep, onProgress }: StepHooks, most: number | undefined): StepsOverRounds {
  if (most === undefined || onStep === undefined)
    return {
      hooks: { ...(onStep === undefined ? {} : { onStep }), ...(onProgress === undefined ? {} : { onProgress }) },
      endRound: () => undefined,
    };
  /** Candidates of the rounds before, by step. */
  const passed = new Map<string, number>();
  let step = '';
  return {
    hooks: {
      onStep(name) {
        step = name;
        if (passed.has(name)) return;
        passed.set(name, 0);
        onStep(name, most);
      },
      ...(onProgress === undefined
        ? {}
        : {
            onProgress: (progress: Progress) =>
              onProgress({ ...progress, done: (passed.get(step) ?? 0) + progress.done, total: most }),
          }),
    },
    endRound(candidates) {
      passed.set(step, (passed.get(step) ?? 0) + candidates);
    },
  };
}
