/**
 * Signs of several small maps of one shape, read together. A session takes twenty microseconds a node to make, and to read the signs of a map
 * takes twelve nodes: where maps are small, most of the time. So they are stacked, and each node does its work for all of them:
 *
 *   ReLU 1 > 0 --.
 *   ReLU 2 > 0 ---> stack (taps, samples, units) --> products of each (taps, samples, samples), changes (taps, samples)
 *   ReLU 3 > 0 --'
 *
 * The numbers are those of single maps: bits are counted.
 */
import { product } from '../../arch/ops/shapes.js';
import { int, ints, type GraphBuilder } from '../../onnx/lower/graph-builder.js';
import type { LoweredValue } from '../../onnx/lower/types.js';
import type { Reading } from '../passes/types.js';
import { bitProduct, castBits, countBits, positive, type GraphOutput } from './readings.js';

/** Bytes of signs in a stack: its maps stay in memory, four bytes a number, until the last of them is there. */
const mostBytes = 2 ** 20;

type StackedReading = Extract<Reading, { kind: 'sign-kernel' | 'sign-changes' }>;

/** Whether a reading can be taken of a stack. */
export function isStacked(reading: Reading): reading is StackedReading {
  return reading.kind === 'sign-changes' || (reading.kind === 'sign-kernel' && reading.samples !== 'first');
}

/** Neighbours of one shape in stacks of at least two, by the place of the first of each; those that are alone or large are left out. */
export function stacksOf(maps: readonly { readonly shape: readonly number[] }[]): number[][] {
  const open = new Map<string, number[]>();
  const stacks: number[][] = [];
  for (const [place, { shape }] of maps.entries()) {
    const key = shape.join();
    const stack = open.get(key);
    if (stack !== undefined && (stack.length + 1) * product(shape) <= mostBytes) stack.push(place);
    else {
      const next = [place];
      open.set(key, next);
      stacks.push(next);
    }
  }
  return stacks.filter((stack) => stack.length > 1);
}

/** The reading of each map of a stack: a part of one output. */
export function emitStacked(graph: GraphBuilder, maps: readonly LoweredValue[], reading: StackedReading): GraphOutput[] {
  const output = readStack(graph, stackOf(graph, maps), reading);
  return maps.map((_, at) => ({ ...output, part: { at, of: maps.length } }));
}

/** Signs of all samples of some maps: taps, samples, units. */
function stackOf(graph: GraphBuilder, maps: readonly LoweredValue[]): LoweredValue {
  const [
    {
      shape: [samples = 0, ...axes],
    },
  ] = maps as readonly [LoweredValue];
  const shape = [maps.length, samples, product(axes)];
  const [signs] = graph.emit(
    'Concat',
    maps.map((map) => positive(graph, map).name),
    { axis: int(0) },
  );
  return { name: graph.node('Reshape', [signs, graph.constant('int64', [3], shape)]), shape };
}

function readStack(
  graph: GraphBuilder,
  { name, shape: [taps = 0, samples = 0, units = 0] }: LoweredValue,
  reading: StackedReading,
): GraphOutput {
  const half = samples / 2;
  const halves = (): readonly string[] =>
    graph.emit('Split', [name, graph.constant('int64', [2], [half, half])], { axis: int(1) }, { outputs: 2 });
  if (reading.kind === 'sign-changes') {
    const changed = castBits(graph, graph.node('Xor', [...halves()]), 'left');
    return countBits(graph, { name: changed, shape: [taps * half, units] });
  }
  const [rows] = reading.samples === 'all' ? [name] : halves();
  const [left, right] = (['left', 'right'] as const).map((side) => castBits(graph, rows, side));
  return bitProduct(graph, left, graph.node('Transpose', [right], { perm: ints([0, 2, 1]) }), 'int32');
}
