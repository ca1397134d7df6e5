import type { Evaluation } from './types.js';

/** The milliseconds of work in evaluations, without the time in which they waited. */
export function workOf(evaluations: readonly Evaluation[]): number {
  let seconds = 0;
  for (const evaluation of evaluations) for (const proxy in evaluation.seconds) seconds += evaluation.seconds[proxy] ?? 0;
  return seconds * 1000;
}
