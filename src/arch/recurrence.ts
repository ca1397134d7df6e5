/**
 * One step of a recurrent network, unrolled, is an architecture like any other: by convention its first input and output are the
 * those of the step, the other inputs are the states before it and the other outputs, in the same order, those after it.
 */
import type { Architecture } from './types.js';

/** How many states one step passes to the next; 0 for a feed-forward network; undefined for a network with several inputs that is no such step. */
export function countStates({ inputs, outputs }: Architecture): number | undefined {
  if (inputs.length === 1) return 0;
  return inputs.length === outputs.length ? inputs.length - 1 : undefined;
}
