/** Sums of all that comes before, and halves of matrices: products with fixed triangles. */
import { product } from '../../../arch/ops/shapes.js';
import { fixedDim, nodeInput, type Handler, type HandlerFamily } from '../handler.js';
import { plainScalar, resolvedAxis } from '../resolve.js';
import type { KnownValue } from '../values.js';

/** Largest side of a triangle. */
const mostSide = 1024;

const cumSum: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const given = plainScalar(inputs[1]);
  if (given === undefined) throw call.fault('an axis that is known');
  const rank = x.shape.length;
  const axis = resolvedAxis(call, given, rank);
  const length = fixedDim(call, x.shape, axis);
  if (length > mostSide) throw call.fault(`sums over at most ${mostSide} places`, `${length}`);
  const [isExclusive, isReverse] = [call.int('exclusive') === 1, call.int('reverse') === 1];
  const counts = (from: number, to: number): boolean => {
    const ahead = isReverse ? from - to : to - from;
    return isExclusive ? ahead > 0 : ahead >= 0;
  };
  const data = Array.from({ length: length * length }, (_, i) => (counts(Math.floor(i / length), i % length) ? 1 : 0));
  const triangle = draft.asNode({ kind: 'known', shape: [length, length], data, isFloat: true });
  if (axis === rank - 1) return draft.emit('matmul', [x, triangle], {});
  const permutation = x.shape.map((_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));
  const turned = draft.emit('transpose', [x], { permutation }, { part: 'turned' });
  const sums = draft.emit('matmul', [turned, triangle], {}, { part: 'sums' });
  return draft.emit('transpose', [sums], { permutation });
};

/** What a half of the last two axes keeps, times one. */
const trilu: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const rank = x.shape.length;
  if (rank < 2) throw call.fault('a matrix', `${rank} axes`);
  const shift = inputs[1] === undefined ? 0 : plainScalar(inputs[1]);
  if (shift === undefined) throw call.fault('a diagonal that is known');
  const [rows, columns] = [fixedDim(call, x.shape, rank - 2), fixedDim(call, x.shape, rank - 1)];
  const shape = [rows, columns];
  if (product(shape) > mostSide * mostSide)
    throw call.fault(`a matrix of at most ${mostSide} x ${mostSide}`, `${rows} x ${columns}`);
  const isUpper = (call.int('upper') ?? 1) !== 0;
  const data = Array.from({ length: rows * columns }, (_, i) => {
    const ahead = (i % columns) - Math.floor(i / columns);
    return (isUpper ? ahead >= shift : ahead <= shift) ? 1 : 0;
  });
  const mask: KnownValue = { kind: 'known', shape, data, isFloat: true };
  return draft.emit('mul', [x, draft.asNode(mask)], {});
};

export const triangleOps: HandlerFamily = { CumSum: cumSum, Trilu: trilu };
