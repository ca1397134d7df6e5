/**
 * Comparisons and choices that the network computes, as numbers: 1 where it holds, 0 elsewhere. The step is a very steep line between
 * two bounds, exact for all differences that are not subnormal.
 */
import type { Call } from '../call.js';
import { plainScalar } from '../resolve.js';
import { required, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { NodeValue, Value } from '../values.js';

/** Slope of a step. */
const steep = 1e38;

function isSmall(value: number): boolean {
  return Math.abs(value * steep) <= 3e38;
}

/** a - b, where one of the two is a number as an affine map. */
function difference(a: Value, b: Value, { draft }: Translation): NodeValue {
  const [left, right] = [plainScalar(a), plainScalar(b)];
  if (right !== undefined && a.kind === 'node')
    return right === 0 ? a : draft.emit('affine', [a], { scale: 1, shift: -right }, { part: 'difference' });
  if (left !== undefined && b.kind === 'node')
    return draft.emit('affine', [b], { scale: -1, shift: left }, { part: 'difference' });
  return draft.emit('sub', [draft.asNode(a), draft.asNode(b)], {}, { part: 'difference' });
}

/** 1 where x is above 0. */
function step(x: NodeValue, { draft }: Translation, part?: string): NodeValue {
  const line = draft.emit('affine', [x], { scale: steep, shift: 0 }, { part: 'step' });
  return draft.emit('clip', [line], { min: 0, max: 1 }, part === undefined ? {} : { part });
}

function not(x: NodeValue, { draft }: Translation, part?: string): NodeValue {
  return draft.emit('affine', [x], { scale: -1, shift: 1 }, part === undefined ? {} : { part });
}

function comparison(isTurned: boolean, isNegated: boolean): Handler {
  return (call, inputs, translation) => {
    const [a, b] = [required(call, inputs, 0), required(call, inputs, 1)];
    const above = difference(isTurned ? b : a, isTurned ? a : b, translation);
    return isNegated ? not(step(above, translation, 'above'), translation) : step(above, translation);
  };
}

const equal: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const apart = difference(required(call, inputs, 0), required(call, inputs, 1), translation);
  return not(step(draft.emit('unary', [apart], { function: 'abs' }, { part: 'apart' }), translation, 'unequal'), translation);
};

const sign: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const line = draft.emit('affine', [draft.asNode(required(call, inputs, 0))], { scale: steep, shift: 0 }, { part: 'step' });
  return draft.emit('clip', [line], { min: -1, max: 1 });
};

function maskOf(call: Call, inputs: readonly (Value | undefined)[], place: number, { draft }: Translation): NodeValue {
  return draft.asNode(required(call, inputs, place));
}

/** Where the condition holds, one operand, elsewhere the other: c a + (1 - c) b. */
const where: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const condition = required(call, inputs, 0);
  const isAlone = [1, 2].some((place) => plainScalar(required(call, inputs, place)) === 0);
  const chosen = (place: number, keeps: (set: boolean) => boolean): NodeValue | undefined => {
    const value = required(call, inputs, place);
    const scalar = plainScalar(value);
    if (scalar === 0) return undefined;
    if (scalar !== undefined && condition.kind === 'known') {
      const data = condition.data.map((own) => (keeps(own !== 0) ? scalar : 0));
      return draft.asNode({ ...condition, data, isFloat: true });
    }
    const mask =
      condition.kind === 'known'
        ? draft.asNode({ ...condition, data: condition.data.map((own) => (keeps(own !== 0) ? 1 : 0)), isFloat: true })
        : place === 1
          ? draft.asNode(condition)
          : not(draft.asNode(condition), translation, 'otherwise');
    const options = isAlone ? {} : { part: place === 1 ? 'then' : 'else' };
    // Minus infinity, or what stands for it before a softmax: times 0 it would be no number.
    if (scalar !== undefined)
      return draft.emit('affine', [mask], { scale: isSmall(scalar) ? scalar : Math.sign(scalar) * 1e30, shift: 0 }, options);
    return draft.emit('mul', [draft.asNode(value), mask], {}, options);
  };
  const terms = [chosen(1, (set) => set), chosen(2, (set) => !set)].filter((term) => term !== undefined);
  const [first] = terms;
  if (first === undefined) throw call.fault('a choice between values that are not both 0');
  return isAlone ? first : draft.emit('add', terms, {});
};

export const logicOps: HandlerFamily = {
  Greater: comparison(false, false),
  Less: comparison(true, false),
  GreaterOrEqual: comparison(true, true),
  LessOrEqual: comparison(false, true),
  Equal: equal,
  Sign: sign,
  Not: (call, inputs, translation) => not(maskOf(call, inputs, 0, translation), translation),
  And: (call, inputs, translation) =>
    translation.draft.emit('mul', [maskOf(call, inputs, 0, translation), maskOf(call, inputs, 1, translation)], {}),
  Or: (call, inputs, translation) =>
    translation.draft.emit(
      'clip',
      [
        translation.draft.emit(
          'add',
          [maskOf(call, inputs, 0, translation), maskOf(call, inputs, 1, translation)],
          {},
          { part: 'either' },
        ),
      ],
      { min: 0, max: 1 },
    ),
  Where: where,
  ThresholdedRelu: (call, inputs, translation) => {
    const { draft } = translation;
    const x = maskOf(call, inputs, 0, translation);
    const alpha = call.float('alpha') ?? 1;
    const above = draft.emit('affine', [x], { scale: 1, shift: -alpha }, { part: 'above' });
    return draft.emit('mul', [x, step(above, translation, 'gate')], {});
  },
};
