/** Positions by rotation: pairs of a head's numbers are turned by angles that grow with the token's place. */
import type { Call } from '../call.js';
import { isBatch } from '../dims.js';
import { elementCount } from '../fold/lengths.js';
import { fixedDim, type Translation } from '../handler.js';
import { plainList, plainScalar } from '../resolve.js';
import type { NodeValue, Value } from '../values.js';

/** Where the angles stand. */
interface Rotation {
  readonly cos: Value | undefined;
  readonly sin: Value | undefined;
  /** Of the tokens, in order. */
  readonly positions: readonly number[];
  readonly isInterleaved: boolean;
  readonly part: string;
}

/** The last length of a value, where it is known. */
export const plainDim = (value: Value | undefined): number | undefined => {
  const dim = value?.shape.at(-1);
  return dim === undefined || isBatch(dim) ? undefined : dim;
};

/** Pairs of a head's numbers turned by the angles of a token's position; x is (batch, heads, tokens, width). */
export function rotated(
  call: Call,
  x: NodeValue,
  { cos, sin, positions, isInterleaved, part }: Rotation,
  { draft }: Translation,
): NodeValue {
  const width = fixedDim(call, x.shape, 3);
  const [c, s] = [cos, sin].map((value) => plainList(value));
  if (c === undefined || s === undefined) throw call.fault('tables of angles that are known');
  const half = plainDim(cos) ?? 0;
  const turning = 2 * half;
  if (half < 1 || turning > width) throw call.fault(`angles for at most ${width} numbers`, `${turning}`);
  elementCount(call, [positions.length, turning]);
  const emit = draft.emit;
  const head =
    turning === width ? x : emit('slice', [x], { axis: 3, start: 0, end: turning, step: 1 }, { part: `${part}/turning` });
  /** The angle of place i of a head. */
  const pairOf = (i: number): number => (isInterleaved ? Math.floor(i / 2) : i % half);
  const isSecond = (i: number): boolean => (isInterleaved ? i % 2 === 1 : i >= half);
  const table = (values: readonly number[], sign: (i: number) => number): NodeValue => {
    const data = positions.flatMap((position) =>
      Array.from({ length: turning }, (_, i) => sign(i) * (values[position * half + pairOf(i)] ?? 0)),
    );
    return draft.asNode({ kind: 'known', shape: [1, 1, positions.length, turning], data, isFloat: true });
  };
  const indices = Array.from({ length: turning }, (_, i) => (isInterleaved ? i ^ 1 : (i + half) % turning));
  const partner = emit('gather', [head], { axis: 3, indices }, { part: `${part}/partner` });
  const straight = emit('mul', [head, table(c, () => 1)], {}, { part: `${part}/straight` });
  const crossed = emit('mul', [partner, table(s, (i) => (isSecond(i) ? 1 : -1))], {}, { part: `${part}/crossed` });
  const turned = emit('add', [straight, crossed], {}, { part: turning === width ? part : `${part}/turned` });
  if (turning === width) return turned;
  const rest = emit('slice', [x], { axis: 3, start: turning, end: width, step: 1 }, { part: `${part}/rest` });
  return emit('concat', [turned, rest], { axis: 3 }, { part });
}

/** Positions of tokens: known ones of each token, or that of the first. */
export function positionsOf(call: Call, ids: Value | undefined, tokens: number): readonly number[] {
  const count = (start: number): number[] => Array.from({ length: elementCount(call, [tokens]) }, (_, i) => start + i);
  if (ids === undefined) return count(0);
  const single = plainScalar(ids);
  if (single !== undefined && ids.shape.length < 2) return count(single);
  const list = single === undefined ? plainList(ids) : count(0).fill(single);
  if (list === undefined || list.length % tokens !== 0)
    throw call.fault(
      'positions that are known',
      'ones that the network computes or is given',
      'the tokens of a score have no positions of their own',
    );
  return list.slice(0, tokens);
}
