import { product } from '../../arch/ops/shapes.js';
import type { Parameter } from '../../arch/parameters.js';
import { dataError, parameter as parameterPlace, quote } from '../../core/errors.js';
import { createSpareNumbers } from '../../core/spare-numbers.js';
import { unknownName } from '../../core/suggest.js';
import { initializers, keepInit, type InitId } from './definitions.js';
import type { Initializer, InitializerDefinition } from './types.js';

/** @throws a usage error that suggests the nearest name. */
export function checkInit(text: string): InitId | typeof keepInit {
  if (text !== keepInit && !Object.hasOwn(initializers, text))
    throw unknownName(parameterPlace('init'), 'initialisation', text, [...Object.keys(initializers), keepInit]);
  return text as InitId | typeof keepInit;
}

function requireDrawn(id: string): void {
  if (!Object.hasOwn(initializers, id))
    throw unknownName(parameterPlace('init'), 'initialisation', String(id), Object.keys(initializers));
}

/** Bytes of drawn tensors kept: networks of one space have most tensors in common. */
export const keptBytes = 128 * 2 ** 20;

/** Most bytes of one drawn tensor. */
const mostTensorBytes = 8 * 2 ** 30;

function checkTensorBytes({ key, shape }: Parameter): void {
  const bytes = 4 * product(shape);
  if (bytes > mostTensorBytes)
    throw dataError(`weight ${quote(key)}`, {
      expected: `a tensor of at most ${mostTensorBytes / 2 ** 30} GiB`,
      got: `${(bytes / 2 ** 30).toPrecision(3)} GiB`,
      code: 'limit-exceeded',
    });
}

const newNumbers = (length: number): Float32Array => new Float32Array(length);

/** What tensors that are not kept are drawn into. */
const spareNumbers = createSpareNumbers();

/** Draws the initial weights of networks. The same seed draws the same weights. @param draw which of several draws under one seed. */
export function createInitializer(id: InitId, seed: number, draw = 0): Initializer {
  requireDrawn(id);
  const { weight, bias, meanSquare, byNumber = false }: InitializerDefinition = initializers[id];
  const kept = new Map<string, Float32Array>();
  let bytes = 0;
  const keep = (key: string, values: Float32Array): Float32Array => {
    for (const [oldest, old] of kept) {
      if (bytes + values.byteLength <= keptBytes) break;
      kept.delete(oldest);
      bytes -= old.byteLength;
    }
    kept.set(key, values);
    bytes += values.byteLength;
    return values;
  };
  /** One number, or what draws the tensor. */
  const drawn = (parameter: Parameter, room: (length: number) => Float32Array): (() => Float32Array) | number => {
    if (parameter.role === 'scale') return 1;
    checkTensorBytes(parameter);
    const make = parameter.role === 'weight' ? weight : parameter.role === 'bias' ? bias : undefined;
    if (make === undefined || product(parameter.shape) === 0) return 0;
    return typeof make === 'number' ? make : () => make(parameter, seed, `weights ${draw} ${parameter.key}`, room);
  };
  return {
    meanSquare,
    later: (parameter) => drawn(parameter, spareNumbers),
    values(parameter) {
      const make = drawn(parameter, newNumbers);
      if (typeof make === 'number') return make;
      // Two networks may give tensors of one name and shape another fan-in: the biases of classifiers behind other widths.
      const { role, shape, fanIn } = parameter;
      const key = `${byNumber ? parameter.weightNumber : parameter.key} ${role} ${shape.join('x')} ${fanIn}`;
      return kept.get(key) ?? keep(key, make());
    },
  };
}
