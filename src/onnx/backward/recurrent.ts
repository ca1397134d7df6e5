/**
 * Gradients through time. Gates of all steps are computed again at once from the states that the forward pass wrote; only what one step
 * sends to the step before it is written step by step.
 *
 *   dy, last step to first:   gradients of the gates -> gradients of the states before     (one small product a step)
 *   all steps at once:        gradients of the gates x inputs, x states before             (learned tensors)
 *                             gradients of the gates x weights                             (the layer's input)
 */
import { Mismatch } from '../../core/mismatch.js';
import { directionsOf, gatesOf } from '../../arch/ops/recurrent.js';
import type { OpAttrs } from '../../arch/types.js';
import { int, type GraphBuilder } from '../lower/graph-builder.js';
import type { LoweredValue } from '../lower/types.js';
import { list, matrixProduct, plus, reshape, sum } from './emit.js';
import { openCell, type Cell, type Direction } from './recurrent-cells.js';
import { concat, gradientSteps, splitSteps, transpose, type StepGradients } from './recurrent-steps.js';
import type { BackwardContext, BackwardFamily, GradientOf, Pullbacks } from './types.js';

type Attrs = OpAttrs['recurrent'];

/** Longer layers would make graphs that take minutes to open. */
const mostSteps = 512;

/** Values (batch, directions x width) of one direction as (1, batch, width). */
function stateOf(graph: GraphBuilder, state: LoweredValue, d: number, directions: number): string {
  const [batch, width] = state.shape;
  const part = directions === 1 ? state.name : piece(graph, state.name, 1, d, width / directions);
  return graph.node('Reshape', [part, list(graph, [1, batch, width / directions])]);
}

/** Of an axis, the piece of `length` that begins at `place` lengths. */
function piece(graph: GraphBuilder, x: string, axis: number, place: number, length: number): string {
  return slice(graph, x, axis, place * length, (place + 1) * length);
}

function slice(graph: GraphBuilder, x: string, axis: number, start: number, end: number): string {
  return graph.node('Slice', [x, list(graph, [start]), list(graph, [end]), list(graph, [axis])]);
}

/** What one direction of a layer reads and what it wrote, steps first. */
function openDirection(
  attrs: Attrs,
  d: number,
  inputs: readonly LoweredValue[],
  { graph, output, parameter }: Pick<BackwardContext, 'graph' | 'output' | 'parameter'>,
): Direction {
  const [x, first, firstCell] = inputs;
  const [batch, steps, features] = x.shape;
  const { hidden, bias } = attrs;
  const directions = directionsOf(attrs);
  const rows = gatesOf[attrs.cell] * hidden;
  const isBackward = attrs.direction === 'reverse' || d === 1;
  const learned = (name: 'weight' | 'recurrent' | 'bias', shape: readonly number[]): string => {
    const all = parameter(name);
    return graph.node('Reshape', [directions === 1 ? all : piece(graph, all, 0, d, 1), list(graph, shape)]);
  };
  const zeros = (): string => graph.node('ConstantOfShape', [list(graph, [1, batch, hidden])]);
  const state = first === undefined ? zeros() : stateOf(graph, first, d, directions);
  const written = output.shape[1] === steps ? output.name : slice(graph, output.name, 1, 0, steps);
  const side = directions === 1 ? written : piece(graph, written, 2, d, hidden);
  const after = transpose(graph, side, [1, 0, 2]);
  const kept = isBackward ? slice(graph, after, 0, 1, steps) : slice(graph, after, 0, 0, steps - 1);
  const before = steps === 1 ? state : concat(graph, isBackward ? [kept, state] : [state, kept], 0);
  const biases = bias ? learned('bias', [2, rows]) : undefined;
  const biasOf = (i: number): string | undefined =>
    biases === undefined ? undefined : graph.node('Reshape', [piece(graph, biases, 0, i, 1), list(graph, [rows])]);
  return {
    graph,
    batch,
    steps,
    hidden,
    order: Array.from({ length: steps }, (_, i) => (isBackward ? steps - 1 - i : i)),
    x: graph.node('Reshape', [transpose(graph, x.name, [1, 0, 2]), list(graph, [steps * batch, features])]),
    before: graph.node('Reshape', [before, list(graph, [steps * batch, hidden])]),
    after: graph.node('Reshape', [after, list(graph, [steps * batch, hidden])]),
    firstCell: firstCell === undefined ? zeros() : stateOf(graph, firstCell, d, directions),
    weight: learned('weight', [rows, features]),
    recurrent: learned('recurrent', [rows, hidden]),
    inputBias: biasOf(0),
    recurrentBias: biasOf(1),
  };
}

/** Gates x values over all steps: (1, gates, width) for the batch, with a sample axis before for samples. */
function products({ graph, steps, batch }: Direction, of: GradientOf, gates: LoweredColumns, values: LoweredColumns): string {
  const [wide, width] = [gates.columns, values.columns];
  if (of === 'batch') {
    const product = graph.node('Gemm', [gates.name, values.name], { transA: int(1) });
    return graph.node('Reshape', [product, list(graph, [1, wide, width])]);
  }
  const perSample = ({ name, columns }: LoweredColumns): string =>
    transpose(graph, graph.node('Reshape', [name, list(graph, [steps, batch, columns])]), [1, 0, 2]);
  const product = matrixProduct(graph, perSample(gates), perSample(values), { transA: true });
  return graph.node('Reshape', [product, list(graph, [batch, 1, wide, width])]);
}

/** Sums of the gates over all steps: (1, gates), with a sample axis before for samples. */
function sums({ graph, steps, batch }: Direction, of: GradientOf, { name, columns }: LoweredColumns): string {
  if (of === 'batch') return graph.node('Reshape', [sum(graph, name, [0], false), list(graph, [1, columns])]);
  const apart = graph.node('Reshape', [name, list(graph, [steps, batch, columns])]);
  return graph.node('Reshape', [sum(graph, apart, [0], false), list(graph, [batch, 1, columns])]);
}

/** (steps x batch, columns). */
interface LoweredColumns {
  readonly name: string;
  readonly columns: number;
}

interface Opened {
  readonly direction: Direction;
  readonly cell: Cell;
  readonly back: StepGradients;
}

export const recurrent: BackwardFamily<'recurrent'> = {
  recurrent(attrs, inputs, dy, context): Pullbacks {
    const { graph, output } = context;
    const [x, first, firstCell] = inputs;
    const [batch, steps, features] = x.shape;
    const { hidden } = attrs;
    const directions = directionsOf(attrs);
    const rows = gatesOf[attrs.cell] * hidden;
    if (steps > mostSteps) throw new Mismatch(`at most ${mostSteps} steps for gradients through time, got ${steps}`);

    let opened: readonly Opened[] | undefined;
    /** Nothing is written before a gradient is requested. */
    const open = (): readonly Opened[] =>
      (opened ??= Array.from({ length: directions }, (_, d) => {
        const direction = openDirection(attrs, d, inputs, context);
        const side = directions === 1 ? dy : piece(graph, dy, 2, d, hidden);
        const sent = splitSteps(graph, transpose(graph, side, [1, 0, 2]), output.shape[1]);
        const cell = openCell(attrs, direction);
        return { direction, cell, back: gradientSteps(direction, cell, sent) };
      }));
    const together = (of: GradientOf, write: (opened: Opened) => string): string =>
      concat(graph, open().map(write), of === 'sample' ? 1 : 0);
    const biasBack = (of: GradientOf): string =>
      together(of, ({ direction, back }) => {
        const parts = [back.input, back.recurrent].map((name) => sums(direction, of, { name, columns: rows }));
        return concat(graph, parts, of === 'sample' ? 2 : 1);
      });
    const statesBack = (of: (back: StepGradients) => string): string => {
      const shape = [batch, hidden];
      const parts = open().map(({ back }) => reshape(graph, { name: of(back), shape: [1, batch, hidden] }, shape));
      return concat(graph, parts, 1);
    };
    return {
      inputs: [
        () => {
          const parts = open().map(({ direction, back }) => graph.node('MatMul', [back.input, direction.weight]));
          const total = parts.reduce((a, b) => plus(graph, a, b));
          return transpose(graph, graph.node('Reshape', [total, list(graph, [steps, batch, features])]), [1, 0, 2]);
        },
        ...(first === undefined ? [] : [() => statesBack(({ first: state }) => state)]),
        ...(firstCell === undefined ? [] : [() => statesBack(({ firstCell: state }) => state)]),
      ],
      parameters: {
        weight: (of) =>
          together(of, ({ direction, back }) =>
            products(direction, of, { name: back.input, columns: rows }, { name: direction.x, columns: features }),
          ),
        recurrent: (of) =>
          together(of, ({ direction, cell, back }) => {
            let done = 0;
            const parts = cell.meets.map(({ rows: columns, values }) => {
              const name = columns === rows ? back.recurrent : slice(graph, back.recurrent, 1, done, (done += columns));
              return products(direction, of, { name, columns }, { name: values, columns: hidden });
            });
            return concat(graph, parts, of === 'sample' ? 2 : 1);
          }),
        ...(attrs.bias ? { bias: biasBack } : {}),
      },
    };
  },
};
