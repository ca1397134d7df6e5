import { gatesOf, directionsOf } from '../../../arch/ops/recurrent.js';
import { nextStates, resetGate, type UnitInputs, type UnitStates } from '../../recurrent-step.js';
import { at, type Tensor } from '../tensor.js';
import type { ReferenceFamily } from './types.js';

export const recurrent: ReferenceFamily<'recurrent'> = {
  /** Step by step, unit by unit. */
  recurrent(attrs, [x, first, firstCell], { shape, parameter }) {
    const { hidden, direction, bias, finalCell } = attrs;
    const [batch, steps, features] = x.shape;
    const rows = gatesOf[attrs.cell] * hidden;
    const [weight, own] = [parameter('weight'), parameter('recurrent')];
    const biases: Tensor | undefined = bias ? parameter('bias') : undefined;
    const values = new Float64Array(shape.reduce((a, b) => a * b, 1));
    const width = shape[2];
    for (let d = 0; d < directionsOf(attrs); d++) {
      const isBackward = direction === 'reverse' || d === 1;
      for (let b = 0; b < batch; b++) {
        let states: UnitStates[] = Array.from({ length: hidden }, (_, unit) => ({
          hidden: first === undefined ? 0 : at(first, [b, d * hidden + unit]),
          cell: firstCell === undefined ? 0 : at(firstCell, [b, d * hidden + unit]),
        }));
        for (let step = 0; step < steps; step++) {
          const time = isBackward ? steps - 1 - step : step;
          const before = states;
          const inputsOf = (unit: number): UnitInputs => ({
            input(gate) {
              let sum = biases === undefined ? 0 : at(biases, [d, gate * hidden + unit]);
              for (let f = 0; f < features; f++) sum += at(weight, [d, gate * hidden + unit, f]) * at(x, [b, time, f]);
              return sum;
            },
            recurrent(gate, reset = () => 1) {
              let sum = biases === undefined ? 0 : at(biases, [d, rows + gate * hidden + unit]);
              for (let j = 0; j < hidden; j++) sum += at(own, [d, gate * hidden + unit, j]) * reset(j) * before[j].hidden;
              return sum;
            },
          });
          const resets = before.map((_, unit) => (attrs.cell === 'gru' ? resetGate(inputsOf(unit)) : 1));
          states = before.map((state, unit) => nextStates(attrs, inputsOf(unit), state, (j) => resets[j]));
          states.forEach((state, unit) => (values[(b * shape[1] + time) * width + d * hidden + unit] = state.hidden));
        }
        if (finalCell) states.forEach((state, unit) => (values[(b * shape[1] + steps) * width + d * hidden + unit] = state.cell));
      }
    }
    return { shape, values };
  },
};
