import type { CallSizes } from '../../../engine/types.js';

/** A message costs some milliseconds of the run, so a call is long; three for each worker, so that none waits where calls take different times. */
export const callSizes: CallSizes = { milliseconds: 500, most: 256, ahead: 3 };
