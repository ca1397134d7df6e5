import { inferShapes } from '../../arch/infer.js';
import { readTaps, tapSetOf } from '../passes/outcome.js';
import { misplacedSamples } from '../passes/samples-first.js';
import { findTaps } from '../passes/taps.js';
import type { ForwardRuntime, Reading, ReadingValues } from '../passes/types.js';
import { referenceReadings } from './readings.js';
import { runReference } from './run-reference.js';
import type { Tensor } from './tensor.js';

/** Forward passes in plain TypeScript and double precision: the oracle of the tests. */
export const referenceRuntime: ForwardRuntime = {
  async forward({ architecture, inputs, norm, weights, readings }) {
    const batch = inputs[0].count;
    const tensors = runReference(architecture, {
      inputs: inputs.map(({ count, shape, values }) => ({ shape: [count, ...shape], values: Float64Array.from(values) })),
      values: (parameter) => weights.values(parameter),
      norm,
    });
    const context = { architecture, shapes: inferShapes(architecture, batch) };
    return readings.map((reading) => {
      const of = tapSetOf(reading);
      const read = referenceReadings[reading.kind] as (x: Tensor, reading: Reading, sets: number) => ReadingValues;
      const taps = findTaps(context, of);
      const refusal = reading.kind === 'norm-variance' ? undefined : misplacedSamples(architecture, taps, batch);
      return (
        refusal ?? readTaps(taps, of, ({ source }) => read(tensors.get(source) as Tensor, reading, norm === 'halves' ? 2 : 1))
      );
    });
  },
};
