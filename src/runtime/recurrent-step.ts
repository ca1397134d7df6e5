/** The equations of recurrent cells (ONNX's), one unit at a time: gates in, states out. */
import type { OpAttrs } from '../arch/types.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** What enters a unit's gates, in ONNX's order; for the last gate of a GRU, `recurrent` is called with the reset state. */
export interface UnitInputs {
  /** From the step's features, biases of the input included. */
  readonly input: (gate: number) => number;
  /** From the states of all units, recurrent biases included; `reset` scales each unit's state before. */
  readonly recurrent: (gate: number, reset?: (unit: number) => number) => number;
}

export interface UnitStates {
  readonly hidden: number;
  readonly cell: number;
}

/** @param resets the reset gate of every unit, for GRUs that reset before the product. */
export function nextStates(
  { cell, resetAfter }: OpAttrs['recurrent'],
  { input, recurrent }: UnitInputs,
  before: UnitStates,
  resets: (unit: number) => number,
): UnitStates {
  const gate = (g: number): number => sigmoid(input(g) + recurrent(g));
  switch (cell) {
    case 'lstm': {
      const state = gate(2) * before.cell + gate(0) * Math.tanh(input(3) + recurrent(3));
      return { hidden: gate(1) * Math.tanh(state), cell: state };
    }
    case 'gru': {
      const [update, reset] = [gate(0), gate(1)];
      const proposed = Math.tanh(input(2) + (resetAfter ? reset * recurrent(2) : recurrent(2, resets)));
      return { hidden: (1 - update) * proposed + update * before.hidden, cell: 0 };
    }
    case 'rnn':
      return { hidden: Math.tanh(input(0) + recurrent(0)), cell: 0 };
    case 'rnnRelu':
      return { hidden: Math.max(0, input(0) + recurrent(0)), cell: 0 };
    default:
      return cell satisfies never;
  }
}

/** The reset gate of a GRU's unit. */
export function resetGate({ input, recurrent }: UnitInputs): number {
  return sigmoid(input(1) + recurrent(1));
}
