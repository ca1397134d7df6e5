/** What one step of each recurrent cell sends back, as ONNX nodes. Factors of all steps are computed at once. */
import type { OpAttrs } from '../../arch/types.js';
import { int, type GraphBuilder } from '../lower/graph-builder.js';
import { list, minus, plus, scalar, times } from './emit.js';
import { concat, splitSteps } from './recurrent-steps.js';

/** One direction of a layer: rows are steps x batch, in the order of time. */
export interface Direction {
  readonly graph: GraphBuilder;
  readonly batch: number;
  readonly steps: number;
  readonly hidden: number;
  /** Steps in the order in which the direction reads them. */
  readonly order: readonly number[];
  /** (rows, features). */
  readonly x: string;
  /** (rows, hidden): the state before each step, and after it. */
  readonly before: string;
  readonly after: string;
  /** (1, batch, hidden). */
  readonly firstCell: string;
  /** (gates, features) and (gates, hidden). */
  readonly weight: string;
  readonly recurrent: string;
  readonly inputBias: string | undefined;
  readonly recurrentBias: string | undefined;
}

/** Gradients that one step sends back. */
interface StepBack {
  /** (1, batch, rows) of the gates, as the input meets them, and as the states before do. */
  readonly input: string;
  readonly recurrent: string;
  /** (1, batch, hidden) of the states before. */
  readonly before: string;
  readonly cellBefore?: string;
}

export interface Cell {
  /** Rows of the gates. */
  readonly rows: number;
  /** What the recurrent weights of the next `rows` gates were multiplied with, (steps x batch, hidden). */
  readonly meets: readonly { readonly rows: number; readonly values: string }[];
  back(time: number, dHidden: string, dCell: string | undefined): StepBack;
}

type Attrs = OpAttrs['recurrent'];

const sigmoid = (graph: GraphBuilder, x: string): string => graph.node('Sigmoid', [x]);
const tanh = (graph: GraphBuilder, x: string): string => graph.node('Tanh', [x]);
const product = (graph: GraphBuilder, ...factors: readonly string[]): string => factors.reduce((a, b) => times(graph, a, b));
const rest = (graph: GraphBuilder, x: string): string => minus(graph, scalar(graph, 1), x);
/** x (1 - x), and 1 - x^2: the slopes of a sigmoid and of a tanh at their values. */
const sigmoidSlope = (graph: GraphBuilder, x: string): string => times(graph, x, rest(graph, x));
const tanhSlope = (graph: GraphBuilder, x: string): string => rest(graph, times(graph, x, x));

function gatesOfRows(graph: GraphBuilder, x: string, hidden: number, gates: number): readonly string[] {
  if (gates === 1) return [x];
  return graph.emit('Split', [x, list(graph, new Array<number>(gates).fill(hidden))], { axis: int(1) }, { outputs: gates });
}

/** x W^T + b over rows. */
function affine(graph: GraphBuilder, x: string, weight: string, bias: string | undefined): string {
  return graph.node('Gemm', bias === undefined ? [x, weight] : [x, weight, bias], { transB: int(1) });
}

/** Values (steps x batch, width) as one (1, batch, width) a step. */
function stepsOf({ graph, batch, steps }: Direction, x: string, width: number): readonly string[] {
  return splitSteps(graph, graph.node('Reshape', [x, list(graph, [steps, batch, width])]), steps);
}

function plain(isRelu: boolean, direction: Direction): Cell {
  const { graph, hidden, before, after, recurrent } = direction;
  const slope = isRelu ? graph.node('Sign', [after]) : tanhSlope(graph, after);
  const slopes = stepsOf(direction, slope, hidden);
  return {
    rows: hidden,
    meets: [{ rows: hidden, values: before }],
    back(time, dHidden) {
      const gate = times(graph, dHidden, slopes[time]);
      return { input: gate, recurrent: gate, before: graph.node('MatMul', [gate, recurrent]) };
    },
  };
}

function lstm(direction: Direction): Cell {
  const { graph, hidden, order, batch, steps, before, firstCell, weight, recurrent, inputBias, recurrentBias, x } = direction;
  const all = plus(graph, affine(graph, x, weight, inputBias), affine(graph, before, recurrent, recurrentBias));
  const [ai, ao, af, ac] = gatesOfRows(graph, all, hidden, 4);
  const [i, o, f, c] = [sigmoid(graph, ai), sigmoid(graph, ao), sigmoid(graph, af), tanh(graph, ac)];
  const forgets = stepsOf(direction, f, hidden);
  const adds = stepsOf(direction, times(graph, i, c), hidden);
  // The states of cells are not among what the forward pass wrote.
  const [cells, cellsBefore] = [new Array<string>(steps), new Array<string>(steps)];
  let last = firstCell;
  for (const time of order) {
    cellsBefore[time] = last;
    last = cells[time] = plus(graph, times(graph, forgets[time], last), adds[time]);
  }
  const flat = (parts: readonly string[]): string =>
    graph.node('Reshape', [concat(graph, parts, 0), list(graph, [steps * batch, hidden])]);
  const bent = tanh(graph, flat(cells));
  const toCell = stepsOf(direction, times(graph, o, tanhSlope(graph, bent)), hidden);
  const factors = [
    times(graph, c, sigmoidSlope(graph, i)),
    times(graph, bent, sigmoidSlope(graph, o)),
    times(graph, flat(cellsBefore), sigmoidSlope(graph, f)),
    times(graph, i, tanhSlope(graph, c)),
  ];
  const toGates = stepsOf(direction, concat(graph, factors, 1), 4 * hidden);
  return {
    rows: 4 * hidden,
    meets: [{ rows: 4 * hidden, values: before }],
    back(time, dHidden, dCell) {
      const fromHidden = times(graph, dHidden, toCell[time]);
      const cell = dCell === undefined ? fromHidden : plus(graph, fromHidden, dCell);
      const gates = times(graph, concat(graph, [cell, dHidden, cell, cell], 2), toGates[time]);
      return {
        input: gates,
        recurrent: gates,
        before: graph.node('MatMul', [gates, recurrent]),
        cellBefore: times(graph, cell, forgets[time]),
      };
    },
  };
}

/** The gates of a GRU over all steps. */
function gruGates(direction: Direction, resetAfter: boolean) {
  const { graph, hidden, before, weight, recurrent, inputBias, recurrentBias, x } = direction;
  const [xz, xr, xc] = gatesOfRows(graph, affine(graph, x, weight, inputBias), hidden, 3);
  const [hz, hr, hc] = gatesOfRows(graph, affine(graph, before, recurrent, recurrentBias), hidden, 3);
  const z = sigmoid(graph, plus(graph, xz, hz));
  const r = sigmoid(graph, plus(graph, xr, hr));
  if (resetAfter) return { z, r, c: tanh(graph, plus(graph, xc, times(graph, r, hc))), hc, reset: before };
  const reset = times(graph, r, before);
  const bias =
    recurrentBias === undefined
      ? undefined
      : graph.node('Slice', [recurrentBias, list(graph, [2 * hidden]), list(graph, [3 * hidden]), list(graph, [0])]);
  const proposed = affine(graph, reset, lastGate(direction), bias);
  return { z, r, c: tanh(graph, plus(graph, xc, proposed)), hc: proposed, reset };
}

/** The recurrent weights of a GRU's last gate, and of the two before it. */
function lastGate({ graph, recurrent, hidden }: Direction): string {
  return graph.node('Slice', [recurrent, list(graph, [2 * hidden]), list(graph, [3 * hidden]), list(graph, [0])]);
}
function firstGates({ graph, recurrent, hidden }: Direction): string {
  return graph.node('Slice', [recurrent, list(graph, [0]), list(graph, [2 * hidden]), list(graph, [0])]);
}

function gru(direction: Direction, resetAfter: boolean): Cell {
  const { graph, hidden, before, recurrent } = direction;
  const { z, r, c, hc, reset } = gruGates(direction, resetAfter);
  const toUpdate = times(graph, minus(graph, before, c), sigmoidSlope(graph, z));
  const toProposed = times(graph, rest(graph, z), tanhSlope(graph, c));
  const keeps = stepsOf(direction, z, hidden);
  if (resetAfter) {
    const toReset = product(graph, toProposed, hc, sigmoidSlope(graph, r));
    const toInput = stepsOf(direction, concat(graph, [toUpdate, toReset, toProposed], 1), 3 * hidden);
    const toStates = stepsOf(direction, concat(graph, [toUpdate, toReset, times(graph, toProposed, r)], 1), 3 * hidden);
    return {
      rows: 3 * hidden,
      meets: [{ rows: 3 * hidden, values: before }],
      back(time, dHidden) {
        const wide = concat(graph, [dHidden, dHidden, dHidden], 2);
        const gates = times(graph, wide, toStates[time]);
        const sent = graph.node('MatMul', [gates, recurrent]);
        return {
          input: times(graph, wide, toInput[time]),
          recurrent: gates,
          before: plus(graph, sent, times(graph, dHidden, keeps[time])),
        };
      },
    };
  }
  const toReset = times(graph, before, sigmoidSlope(graph, r));
  const toGates = stepsOf(direction, concat(graph, [toUpdate, toReset], 1), 2 * hidden);
  const proposals = stepsOf(direction, toProposed, hidden);
  const resets = stepsOf(direction, r, hidden);
  return {
    rows: 3 * hidden,
    meets: [
      { rows: 2 * hidden, values: before },
      { rows: hidden, values: reset },
    ],
    back(time, dHidden) {
      const proposed = times(graph, dHidden, proposals[time]);
      const dReset = graph.node('MatMul', [proposed, lastGate(direction)]);
      const two = times(graph, concat(graph, [dHidden, dReset], 2), toGates[time]);
      const kept = plus(graph, times(graph, dHidden, keeps[time]), times(graph, dReset, resets[time]));
      const gates = concat(graph, [two, proposed], 2);
      return { input: gates, recurrent: gates, before: plus(graph, kept, graph.node('MatMul', [two, firstGates(direction)])) };
    },
  };
}

export function openCell({ cell, resetAfter }: Attrs, direction: Direction): Cell {
  switch (cell) {
    case 'lstm':
      return lstm(direction);
    case 'gru':
      return gru(direction, resetAfter);
    case 'rnn':
      return plain(false, direction);
    case 'rnnRelu':
      return plain(true, direction);
    default:
      return cell satisfies never;
  }
}
