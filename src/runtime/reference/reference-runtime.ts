import { inferShapes } from '../../arch/infer.js';
import { parametersOf } from '../../arch/parameters.js';
import { isGradientReading, lossOf, lossRefusal } from '../passes/losses.js';
import { readTaps, tapSetOf } from '../passes/outcome.js';
import { misplacedSamples } from '../passes/samples-first.js';
import { findTaps } from '../passes/taps.js';
import type { BatchRuntime, Reading, ReadingValues, Tap } from '../passes/types.js';
import { referenceReadings } from './readings.js';
import { gradientReadings, type GradientState } from './gradient-readings.js';
import { runReference, type ReferenceRun } from './run-reference.js';
import type { Tensor } from './tensor.js';

/** Forward passes in plain TypeScript and double precision: the oracle of the tests. */
export const referenceRuntime: BatchRuntime = {
  forwardBatches: ({ readings, ...job }, batches) =>
    Promise.all(
      batches.map(({ wanted, ...batch }) =>
        referenceRuntime.forward({
          ...job,
          ...batch,
          readings: wanted === undefined ? readings : wanted.map((at) => readings[at]),
        }),
      ),
    ),
  async forward(job) {
    const { architecture, inputs, norm, weights, readings } = job;
    const batch = inputs[0].count;
    const run: ReferenceRun = {
      inputs: inputs.map(({ count, shape, values }) => ({ shape: [count, ...shape], values: Float64Array.from(values) })),
      values: (parameter) => weights.values(parameter),
      norm,
    };
    const tensors = runReference(architecture, run);
    const shapes = inferShapes(architecture, batch);
    const state = { job, run, tensors, parameters: parametersOf(architecture, shapes), known: new Map() };
    return readings.map((reading) => {
      const taps = findTaps({ architecture, shapes }, tapSetOf(reading));
      const loss = lossRefusal(lossOf(reading), job, shapes);
      if (loss !== undefined) return { ok: false, reason: loss };
      const refusal = reading.kind === 'norm-variance' ? undefined : misplacedSamples(architecture, taps, batch);
      return refusal ?? readTaps(taps, reading, (tap) => readTap(state, reading, tap, taps));
    });
  },
};

function readTap(state: GradientState, reading: Reading, tap: Tap, taps: readonly Tap[]): ReadingValues {
  if (isGradientReading(reading)) {
    const read = gradientReadings[reading.kind] as (
      state: GradientState,
      tap: Tap,
      reading: Reading,
      taps: readonly Tap[],
    ) => ReadingValues;
    return read(state, tap, reading, taps);
  }
  const read = referenceReadings[reading.kind] as (x: Tensor, reading: Reading, sets: number) => ReadingValues;
  return read(state.tensors.get(tap.source) as Tensor, reading, state.job.norm === 'halves' ? 2 : 1);
}
