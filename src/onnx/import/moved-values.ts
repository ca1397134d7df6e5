/** Numbers of a weight after the moves that were recorded on it. */
import { sliceRange } from '../../arch/ops/shape.js';
import { lengthAt, resolveAxis } from '../../arch/ops/shapes.js';
import type { TensorValues } from '../../arch/weights.js';
import { gatheredIndices, pick, pickFloats, slicedIndices, transposedIndices } from './strided.js';
import type { KnownValue, Move, WeightValue } from './values.js';
import type { Scalar } from './dims.js';

/** Source index of every element after one move; undefined where the order stays. */
function movedIndices(move: Move, shape: readonly number[]): Int32Array | undefined {
  switch (move.op) {
    case 'reshape':
      return undefined;
    case 'transpose':
      return transposedIndices(shape, move.attrs.permutation);
    case 'slice': {
      const axis = resolveAxis(move.attrs.axis, shape.length);
      const { start, length } = sliceRange(move.attrs, lengthAt(shape, axis));
      return slicedIndices(shape, axis, start, length, move.attrs.step);
    }
    case 'gather':
      return gatheredIndices(shape, resolveAxis(move.attrs.axis, shape.length), move.attrs.indices);
    default:
      return move satisfies never;
  }
}

/** Calls `step` with the source indices of each move that changes the order, first move first. */
function follow(moves: readonly Move[], from: readonly number[], step: (indices: Int32Array) => void): void {
  let shape = from;
  for (const move of moves) {
    const indices = movedIndices(move, shape);
    if (indices !== undefined) step(indices);
    ({ shape } = move);
  }
}

/** Names a tensor of the file and how it is seen; a matrix turned twice is the matrix, and a list of its numbers too. */
function sourceOf(root: string, moves: readonly Move[]): string {
  const kept = moves.filter(({ op }) => op !== 'reshape').map(({ op, attrs }) => `${op} ${JSON.stringify(attrs)}`);
  return kept.reduce((source, move) => afterMove(source, move), root);
}

/** A source after one more move; the turn of a matrix undoes itself. */
export function afterMove(source: string, move: string): string {
  const suffix = `\n${move}`;
  return move === matrixTurn && source.endsWith(suffix) ? source.slice(0, -suffix.length) : source + suffix;
}

/** The move that exchanges the two axes of a matrix. */
export const matrixTurn = `transpose ${JSON.stringify({ permutation: [1, 0] })}`;

/** The weight's numbers as its reader sees them, loaded when they are read. */
export function movedValues({ root, values, moves, shape }: WeightValue): TensorValues {
  const source = sourceOf(root, moves);
  if (moves.length === 0) return { ...values, source };
  return {
    shape,
    source,
    async load() {
      let data = await values.load();
      follow(moves, values.shape, (indices) => (data = pickFloats(data, indices)));
      return data;
    },
  };
}

/** The same as numbers at hand, where the weight's were loaded. */
export function movedNumbers({ values, moves, shape, loaded }: WeightValue): KnownValue | undefined {
  if (loaded === undefined) return undefined;
  let data: Scalar[] = Array.from(loaded);
  follow(moves, values.shape, (indices) => (data = pick(data, indices)));
  return { kind: 'known', shape, data, isFloat: true };
}
