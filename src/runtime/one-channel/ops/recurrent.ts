/**
 * Recurrent layers with all weights equal and biases 0: all units of a layer compute the same, unless their first states differ. So a
 * layer is one cell (or one for each unit), and each sample and step is a number.
 */
import { directionsOf } from '../../../arch/ops/recurrent.js';
import { nextStates, resetGate, type UnitInputs, type UnitStates } from '../../recurrent-step.js';
import { fullLayout, layoutOf } from '../tensor/axis-layout.js';
import { allocateLike, atTrueScale, refineTensor, type Tensor } from '../tensor/tensor.js';
import { resolveArithmetic } from './numbers.js';
import { weighted } from './weighted.js';
import type { ConstantOpFamily } from './types.js';

/** The sum over the features, (stored samples, steps). */
function stepSums(x: Tensor): { readonly sums: Float64Array; readonly samples: number; readonly steps: number } {
  const [batch, steps, features] = x.axes;
  const sums = new Float64Array(batch.stored * steps.stored);
  for (let i = 0; i < sums.length; i++)
    for (let f = 0; f < features.stored; f++) sums[i] += features.counts[f] * x.data[i * features.stored + f];
  return { sums, samples: batch.stored, steps: steps.stored };
}

export const recurrent: ConstantOpFamily<'recurrent'> = {
  recurrent(attrs, [given, ...firsts], context) {
    const { hidden, direction, finalCell } = attrs;
    const [batch, , width] = context.shape;
    const batchLayout = firsts.length > 0 ? fullLayout(batch) : given.axes[0];
    const x = atTrueScale(weighted(refineTensor(given, [batchLayout, fullLayout(given.axes[1].length), given.axes[2]]), context));
    const whole = firsts.map((state) => atTrueScale(refineTensor(state, [batchLayout, fullLayout(width)])));
    const units = whole.length > 0 ? hidden : 1;
    const directions = directionsOf(attrs);
    const { sums, samples, steps } = stepSums(x);
    const features = layoutOf(Array.from({ length: width }, (_, i) => (units === hidden ? i : Math.floor(i / hidden))));
    const rows = steps + (finalCell ? 1 : 0);
    const data = allocateLike(resolveArithmetic(context.arithmetic).allocate(0), samples * rows * features.stored);
    for (let d = 0; d < directions; d++) {
      const isBackward = direction === 'reverse' || d === 1;
      for (let b = 0; b < samples; b++) {
        const start = (state: Tensor | undefined, unit: number): number =>
          state === undefined ? 0 : state.data[b * width + d * hidden + unit];
        let states: UnitStates[] = Array.from({ length: units }, (_, unit) => ({
          hidden: start(whole[0], unit),
          cell: start(whole[1], unit),
        }));
        for (let step = 0; step < steps; step++) {
          const time = isBackward ? steps - 1 - step : step;
          const before = states;
          const inputs: UnitInputs = {
            input: () => sums[b * steps + time],
            recurrent: (_, reset = () => 1) =>
              (context.weight * hidden * before.reduce((sum, state, unit) => sum + reset(unit) * state.hidden, 0)) / units,
          };
          const reset = attrs.cell === 'gru' ? resetGate(inputs) : 1;
          states = before.map((state) => nextStates(attrs, inputs, state, () => reset));
          states.forEach((state, unit) => (data[(b * rows + time) * features.stored + d * units + unit] = state.hidden));
        }
        if (finalCell)
          states.forEach((state, unit) => (data[(b * rows + steps) * features.stored + d * units + unit] = state.cell));
      }
    }
    return { axes: [batchLayout, fullLayout(rows), features], data, exponent: 0 };
  },
};
