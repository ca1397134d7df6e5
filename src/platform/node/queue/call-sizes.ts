import type { CallSizes } from '../../../engine/types.js';

/** Milliseconds of a call: short where few workers wait for the last of a run, long where the messages of many would fill the time of the run. */
const [shortest, longest, eachWorker] = [150, 500, 5] as const;

/** A message costs almost a millisecond of the run; three calls for each worker, so that none waits where calls take different times. */
export function callSizesFor(workers: number): CallSizes {
  return { milliseconds: Math.min(longest, Math.max(shortest, eachWorker * workers)), most: 256, ahead: 3 };
}
