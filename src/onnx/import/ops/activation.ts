/** Functions of one number, and softmax. Those the IR lacks are written out in functions it has. */
import type { OpAttrs, OpName } from '../../../arch/types.js';
import type { Call } from '../call.js';
import { shortestFloat } from '../../../core/shortest-float.js';
import { formatDims, isBatch, type Dim } from '../dims.js';
import { plainScalar, resolvedAxis } from '../resolve.js';
import { learnedInput, nodeInput, type Handler, type HandlerFamily, type Translation } from '../handler.js';
import type { NodeValue } from '../values.js';
import { reshapeTo } from './reshape.js';

function simple<O extends OpName>(op: O, attrs: (call: Call) => OpAttrs[O]): Handler {
  return (call, inputs, translation) => translation.draft.emit(op, [nodeInput(call, inputs, 0, translation)], attrs(call));
}

const none = (): Record<string, never> => ({});
const mostFloat = 3.4028234663852886e38;

/** One step of a written-out function. */
type Step = <O extends OpName>(op: O, inputs: readonly NodeValue[], attrs: OpAttrs[O], part: string) => NodeValue;
type Last = <O extends OpName>(op: O, inputs: readonly NodeValue[], attrs: OpAttrs[O]) => NodeValue;

function writtenOut(build: (call: Call, x: NodeValue, step: Step, last: Last) => NodeValue): Handler {
  return (call, inputs, translation) => {
    const { draft } = translation;
    return build(
      call,
      nodeInput(call, inputs, 0, translation),
      (op, given, attrs, part) => draft.emit(op, given, attrs, { part }),
      (op, given, attrs) => draft.emit(op, given, attrs),
    );
  };
}

/** outer * (relu(x) + alpha (exp(min(x, 0) / width) - 1)): ELU, SELU and CELU. */
function exponentialUnit(constants: (call: Call) => { alpha: number; width: number; outer: number }): Handler {
  return writtenOut((call, x, step, last) => {
    const { alpha, width, outer } = constants(call);
    const negative = step('clip', [x], { min: -mostFloat, max: 0 }, 'negative');
    const grown = step(
      'unary',
      [width === 1 ? negative : step('affine', [negative], { scale: 1 / width, shift: 0 }, 'width')],
      { function: 'exp' },
      'exp',
    );
    const tail = step('affine', [grown], { scale: alpha * outer, shift: -alpha * outer }, 'tail');
    const positive = step('relu', [x], {}, 'positive');
    return last('add', [outer === 1 ? positive : step('affine', [positive], { scale: outer, shift: 0 }, 'scaled'), tail], {});
  });
}

function softplus(x: NodeValue, step: Step): NodeValue {
  return step(
    'unary',
    [step('affine', [step('unary', [x], { function: 'exp' }, 'exp')], { scale: 1, shift: 1 }, 'shift')],
    { function: 'log' },
    'softplus',
  );
}

const clip: Handler = (call, inputs, translation) => {
  const x = nodeInput(call, inputs, 0, translation);
  const bound = (place: number, name: string, missing: number): number => {
    const given = inputs[place];
    const value = given === undefined ? (call.float(name) ?? missing) : plainScalar(given);
    if (value === undefined) throw call.fault(`a known ${name}`);
    return shortestFloat(Math.min(mostFloat, Math.max(-mostFloat, value)));
  };
  const [min, max] = [bound(1, 'min', -mostFloat), bound(2, 'max', mostFloat)];
  if (min === 0 && max >= mostFloat) return translation.draft.emit('relu', [x], {});
  return translation.draft.emit('clip', [x], { min, max });
};

const hardSigmoid: Handler = writtenOut((call, x, step, last) => {
  const [alpha, beta] = [call.float('alpha') ?? 0.2, call.float('beta') ?? 0.5];
  if (Math.abs(alpha - 1 / 6) < 1e-6 && beta === 0.5) return last('hardSigmoid', [x], {});
  return last('clip', [step('affine', [x], { scale: alpha, shift: beta }, 'line')], { min: 0, max: 1 });
});

/** relu(x) + slope min(x, 0), the slope learned. */
const prelu: Handler = (call, inputs, translation) => {
  const { draft } = translation;
  const x = nodeInput(call, inputs, 0, translation);
  const given = learnedInput(call, inputs, 1, 'a slope', translation);
  // Until operator set 6 several slopes are one a channel.
  const isByChannel = call.opset < 7 && given.shape.length === 1 && given.shape[0] !== 1 && x.shape.length > 2;
  const slope = isByChannel
    ? reshapeTo(given, [...given.shape, ...x.shape.slice(2).map(() => 1)], translation, { part: 'slopes' })
    : given;
  const negative = draft.emit('clip', [x], { min: -mostFloat, max: 0 }, { part: 'negative' });
  const positive = draft.emit('relu', [x], {}, { part: 'positive' });
  return draft.emit('add', [positive, draft.emit('mul', [negative, slope], {}, { part: 'leak' })], {});
};

/** Before opset 13 the axes from `axis` on were one. */
function softmaxOver(call: Call, x: NodeValue, translation: Translation, part?: string): NodeValue {
  const { draft } = translation;
  const rank = x.shape.length;
  const axis = resolvedAxis(call, call.int('axis') ?? (call.opset < 13 ? 1 : -1), rank);
  const options = part === undefined ? {} : { part };
  const isOne = (dim: Dim): boolean => dim === 1;
  if (call.opset >= 13 || axis === rank - 1 || x.shape.slice(axis + 1).every(isOne)) {
    // Counted from the end where that is the last axis: so networks write it, and so it survives a round trip.
    return draft.emit(
      'softmax',
      [x],
      { axis: translation.isOwn ? (call.int('axis') ?? -1) : axis === rank - 1 ? -1 : axis },
      options,
    );
  }
  const tail = x.shape.slice(axis);
  if (tail.some(isBatch)) throw call.fault('a softmax within a sample', `axis ${axis} of ${formatDims(x.shape)}`);
  const flat = reshapeTo(x, [...x.shape.slice(0, axis), (tail as number[]).reduce((a, b) => a * b, 1)], translation, {
    part: 'rows',
  });
  return reshapeTo(draft.emit('softmax', [flat], { axis: -1 }, { part: 'softmax' }), x.shape, translation, options);
}

export const activationOps: HandlerFamily = {
  Relu: simple('relu', none),
  LeakyRelu: simple('leakyRelu', (call) => ({ slope: call.float('alpha') ?? 0.01 })),
  Gelu: simple('gelu', (call) => ({ approximate: call.text('approximate') === 'tanh' ? 'tanh' : 'none' })),
  Sigmoid: simple('sigmoid', none),
  Tanh: simple('tanh', none),
  HardSwish: simple('hardSwish', none),
  Erf: simple('unary', () => ({ function: 'erf' })),
  Exp: simple('unary', () => ({ function: 'exp' })),
  Log: simple('unary', () => ({ function: 'log' })),
  Sqrt: simple('unary', () => ({ function: 'sqrt' })),
  Abs: simple('unary', () => ({ function: 'abs' })),
  HardSigmoid: hardSigmoid,
  Clip: clip,
  PRelu: prelu,
  Elu: exponentialUnit((call) => ({ alpha: call.float('alpha') ?? 1, width: 1, outer: 1 })),
  Selu: exponentialUnit((call) => ({
    alpha: call.float('alpha') ?? 1.67326319217681884765625,
    width: 1,
    outer: call.float('gamma') ?? 1.05070102214813232421875,
  })),
  Celu: exponentialUnit((call) => ({ alpha: call.float('alpha') ?? 1, width: call.float('alpha') ?? 1, outer: 1 })),
  Softplus: writtenOut((_, x, step) => softplus(x, step)),
  Softsign: writtenOut((_, x, step, last) =>
    last('div', [x, step('affine', [step('unary', [x], { function: 'abs' }, 'abs')], { scale: 1, shift: 1 }, 'shift')], {}),
  ),
  Mish: writtenOut((_, x, step, last) => last('mul', [x, step('tanh', [softplus(x, step)], {}, 'gate')], {})),
  /** Opset 24: x sigmoid(alpha x). */
  Swish: writtenOut((call, x, step, last) => {
    const alpha = call.float('alpha') ?? 1;
    if (alpha === 1) return last('silu', [x], {});
    return last('mul', [x, step('sigmoid', [step('affine', [x], { scale: alpha, shift: 0 }, 'scaled')], {}, 'gate')], {});
  }),
  Softmax: (call, inputs, translation) => softmaxOver(call, nodeInput(call, inputs, 0, translation), translation),
  LogSoftmax: (call, inputs, translation) =>
    translation.draft.emit('unary', [softmaxOver(call, nodeInput(call, inputs, 0, translation), translation, 'softmax')], {
      function: 'log',
    }),
};
