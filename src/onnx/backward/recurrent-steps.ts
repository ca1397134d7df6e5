/** The part of a gradient through time that goes step by step, and the nodes that take values of all steps apart and together. */
import { int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import { list, plus } from './emit.js';
import type { Cell, Direction } from './recurrent-cells.js';

export function transpose(graph: GraphBuilder, x: string, permutation: readonly number[]): string {
  return graph.node('Transpose', [x], { perm: ints(permutation) });
}

export function concat(graph: GraphBuilder, parts: readonly string[], axis: number): string {
  return parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: int(axis) });
}

/** (steps, ...) as one value (1, ...) a step. */
export function splitSteps(graph: GraphBuilder, x: string, steps: number): readonly string[] {
  if (steps === 1) return [x];
  return graph.emit('Split', [x, list(graph, new Array<number>(steps).fill(1))], { axis: int(0) }, { outputs: steps });
}

/** Of all steps of one direction, in the order of time. */
export interface StepGradients {
  /** (steps x batch, rows) of the gates, as the input meets them. */
  readonly input: string;
  /** The same, as the states before meet them. */
  readonly recurrent: string;
  /** (1, batch, hidden) of the first states. */
  readonly first: string;
  readonly firstCell: string;
}

/** @param sent (1, batch, hidden) a step: the gradient of its hidden state, and one more of the last cell's state where the layer has it. */
export function gradientSteps(
  { graph, batch, steps, order, hidden }: Direction,
  cell: Cell,
  sent: readonly string[],
): StepGradients {
  const input = new Array<string>(steps);
  const recurrent = new Array<string>(steps);
  let fromLater: string | undefined;
  let cellFromLater = sent.length > steps ? sent[steps] : undefined;
  for (const time of order.toReversed()) {
    const total: string = fromLater === undefined ? sent[time] : plus(graph, sent[time], fromLater);
    const back = cell.back(time, total, cellFromLater);
    [input[time], recurrent[time]] = [back.input, back.recurrent];
    [fromLater, cellFromLater] = [back.before, back.cellBefore];
  }
  const flat = (parts: readonly string[]): string =>
    graph.node('Reshape', [concat(graph, parts, 0), list(graph, [steps * batch, cell.rows])]);
  const zeros = (): string => graph.node('ConstantOfShape', [list(graph, [1, batch, hidden])]);
  return { input: flat(input), recurrent: flat(recurrent), first: fromLater ?? zeros(), firstCell: cellFromLater ?? zeros() };
}
