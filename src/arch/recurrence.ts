/**
 * One step of a recurrent network, unrolled, is an architecture like any other: by convention its first input and output are the
 * those of the step, the other inputs are the states before it and the other outputs, in the same order, those after it.
 */
import { inferShapes } from './infer.js';
import type { Architecture } from './types.js';

/** How many states one step passes to the next; 0 for a feed-forward network; undefined for a network with several inputs that is no such step. */
export function countStates(architecture: Architecture): number | undefined {
  const { inputs, outputs } = architecture;
  if (inputs.length === 1) return 0;
  if (inputs.length !== outputs.length) return undefined;
  // Keys and values of earlier tokens grow from step to step: they are no states.
  const shapes = inferShapes(architecture);
  const isStep = inputs[0]?.shape.length === 2;
  const isKept = inputs.slice(1).every(({ shape }, i) => shapes.get(outputs[i + 1] ?? '')?.join() === shape.join());
  return isStep && isKept ? inputs.length - 1 : undefined;
}
