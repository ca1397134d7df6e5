import { directionsOf, gatesOf } from '../../../arch/ops/recurrent.js';
import type { OpAttrs } from '../../../arch/types.js';
import { at, type Tensor } from '../tensor.js';
import { zerosOf, type BackwardFamily } from './types.js';

type Row = Float64Array<ArrayBuffer>;
type Attrs = OpAttrs['recurrent'];

/** What one step of one sequence computed. */
interface Step {
  readonly before: Row;
  readonly cellBefore: Row;
  /** Gates after their functions, side by side. */
  readonly gates: Row;
  /** What the recurrent weights of the last gate give, bias included (GRU). */
  readonly proposed: Row;
  readonly cell: Row;
  readonly hidden: Row;
}

/** Gradients of what enters the gates from the input and from the states before, and of the states themselves. */
interface StepGradients {
  readonly input: Row;
  readonly recurrent: Row;
  readonly before: Row;
  readonly cellBefore: Row;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const row = (length: number): Row => new Float64Array(length);

/** Learned numbers of one direction. */
interface Weights {
  readonly hidden: number;
  readonly rows: number;
  weight(r: number, feature: number): number;
  recurrent(r: number, unit: number): number;
  inputBias(r: number): number;
  recurrentBias(r: number): number;
}

function runStep({ cell, resetAfter }: Attrs, w: Weights, x: Row, before: Row, cellBefore: Row): Step {
  const { hidden: n, rows } = w;
  const fromInput = row(rows).map((_, r) => x.reduce((sum, value, f) => sum + w.weight(r, f) * value, w.inputBias(r)));
  const fromStates = (r: number, states: Row): number =>
    states.reduce((sum, value, j) => sum + w.recurrent(r, j) * value, w.recurrentBias(r));
  const gates = fromInput.map((value, r) => value + fromStates(r, before));
  const proposed = row(n);
  const after = { cell: row(n), hidden: row(n) };
  if (cell === 'gru') {
    for (let r = 0; r < 2 * n; r++) gates[r] = sigmoid(gates[r]);
    const reset = before.map((value, j) => value * gates[n + j]);
    for (let u = 0; u < n; u++) {
      const r = 2 * n + u;
      proposed[u] = fromStates(r, resetAfter ? before : reset);
      gates[r] = Math.tanh(fromInput[r] + (resetAfter ? gates[n + u] : 1) * proposed[u]);
      after.hidden[u] = (1 - gates[u]) * gates[r] + gates[u] * before[u];
    }
  } else if (cell === 'lstm') {
    for (let r = 0; r < rows; r++) gates[r] = r < 3 * n ? sigmoid(gates[r]) : Math.tanh(gates[r]);
    for (let u = 0; u < n; u++) {
      after.cell[u] = gates[2 * n + u] * cellBefore[u] + gates[u] * gates[3 * n + u];
      after.hidden[u] = gates[n + u] * Math.tanh(after.cell[u]);
    }
  } else {
    for (let u = 0; u < n; u++) after.hidden[u] = gates[u] = cell === 'rnn' ? Math.tanh(gates[u]) : Math.max(0, gates[u]);
  }
  return { before, cellBefore, gates, proposed, ...after };
}

/** From the gradients of the states after a step to those before it. */
function backStep({ cell, resetAfter }: Attrs, w: Weights, step: Step, dHidden: Row, dCell: Row): StepGradients {
  const { hidden: n, rows } = w;
  const { gates, before, cellBefore } = step;
  const back = { input: row(rows), recurrent: row(rows), before: row(n), cellBefore: row(n) };
  const toStates = (r: number, j: number): number => w.recurrent(r, j) * back.recurrent[r];
  for (let u = 0; u < n; u++) {
    const g = dHidden[u];
    if (cell === 'lstm') {
      const [i, o, f, c] = [0, 1, 2, 3].map((gate) => gates[gate * n + u]);
      const t = Math.tanh(step.cell[u]);
      const inner = dCell[u] + g * o * (1 - t * t);
      [inner * c * i * (1 - i), g * t * o * (1 - o), inner * cellBefore[u] * f * (1 - f), inner * i * (1 - c * c)].forEach(
        (value, gate) => (back.input[gate * n + u] = back.recurrent[gate * n + u] = value),
      );
      back.cellBefore[u] = inner * f;
    } else if (cell === 'gru') {
      const [z, r, c] = [0, 1, 2].map((gate) => gates[gate * n + u]);
      const inner = g * (1 - z) * (1 - c * c);
      back.input[u] = back.recurrent[u] = g * (before[u] - c) * z * (1 - z);
      back.input[2 * n + u] = inner;
      back.recurrent[2 * n + u] = resetAfter ? inner * r : inner;
      if (resetAfter) back.input[n + u] = back.recurrent[n + u] = inner * step.proposed[u] * r * (1 - r);
      back.before[u] = g * z;
    } else {
      const y = gates[u];
      back.input[u] = back.recurrent[u] = g * (cell === 'rnn' ? 1 - y * y : y > 0 ? 1 : 0);
    }
  }
  if (cell === 'gru' && !resetAfter)
    for (let j = 0; j < n; j++) {
      const r = gates[n + j];
      let dReset = 0;
      for (let u = 0; u < n; u++) dReset += toStates(2 * n + u, j);
      back.input[n + j] = back.recurrent[n + j] = dReset * before[j] * r * (1 - r);
      back.before[j] += dReset * r;
    }
  const sent = cell === 'gru' && !resetAfter ? 2 * n : rows;
  for (let j = 0; j < n; j++) for (let r = 0; r < sent; r++) back.before[j] += toStates(r, j);
  return back;
}

export const recurrent: BackwardFamily<'recurrent'> = {
  /** Through time: forward again, then the steps from last to first. */
  recurrent(attrs, [x, first, firstCell], dy, { parameter }) {
    const { hidden: n, cell, direction, bias, resetAfter, finalCell } = attrs;
    const [batch, steps, features] = x.shape;
    const rows = gatesOf[cell] * n;
    const [weight, own] = [parameter('weight'), parameter('recurrent')];
    const biases: Tensor | undefined = bias ? parameter('bias') : undefined;
    const gradients = { dx: zerosOf(x.shape), dw: zerosOf(weight.shape), dr: zerosOf(own.shape) };
    const db = zerosOf([directionsOf(attrs), 2 * rows]);
    const states = [first, firstCell].map((state) => (state === undefined ? undefined : zerosOf(state.shape)));
    for (let d = 0; d < directionsOf(attrs); d++)
      for (let b = 0; b < batch; b++) {
        const w: Weights = {
          hidden: n,
          rows,
          weight: (r, f) => at(weight, [d, r, f]),
          recurrent: (r, j) => at(own, [d, r, j]),
          inputBias: (r) => (biases === undefined ? 0 : at(biases, [d, r])),
          recurrentBias: (r) => (biases === undefined ? 0 : at(biases, [d, rows + r])),
        };
        const stateOf = (state: Tensor | undefined): Row =>
          row(n).map((_, u) => (state === undefined ? 0 : at(state, [b, d * n + u])));
        const times = Array.from({ length: steps }, (_, i) => (direction === 'reverse' || d === 1 ? steps - 1 - i : i));
        const ran: Step[] = [];
        for (const time of times) {
          const last = ran.at(-1);
          const inputs = row(features).map((_, f) => at(x, [b, time, f]));
          ran.push(runStep(attrs, w, inputs, last?.hidden ?? stateOf(first), last?.cell ?? stateOf(firstCell)));
        }
        let dHidden: Row = row(n);
        let dCell = row(n).map((_, u) => (finalCell ? at(dy, [b, steps, d * n + u]) : 0));
        for (const [i, time] of [...times.entries()].toReversed()) {
          const step = ran[i];
          const total = dHidden.map((value, u) => value + at(dy, [b, time, d * n + u]));
          const back = backStep(attrs, w, step, total, dCell);
          for (let r = 0; r < rows; r++) {
            db.values[d * 2 * rows + r] += back.input[r];
            db.values[d * 2 * rows + rows + r] += back.recurrent[r];
            for (let f = 0; f < features; f++) {
              const place = (b * steps + time) * features + f;
              gradients.dx.values[place] += back.input[r] * w.weight(r, f);
              gradients.dw.values[(d * rows + r) * features + f] += back.input[r] * x.values[place];
            }
            const isReset = cell === 'gru' && !resetAfter && r >= 2 * n;
            for (let j = 0; j < n; j++)
              gradients.dr.values[(d * rows + r) * n + j] +=
                back.recurrent[r] * step.before[j] * (isReset ? step.gates[n + j] : 1);
          }
          [dHidden, dCell] = [back.before, back.cellBefore];
        }
        states[0]?.values.set(dHidden, (b * directionsOf(attrs) + d) * n);
        states[1]?.values.set(dCell, (b * directionsOf(attrs) + d) * n);
      }
    const { dx, dw, dr } = gradients;
    return {
      inputs: [dx, ...(first === undefined ? [] : [states[0]]), ...(firstCell === undefined ? [] : [states[1]])],
      parameters: { weight: dw, recurrent: dr, ...(bias ? { bias: db } : {}) },
    };
  },
};
