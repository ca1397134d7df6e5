/**
 * Numbers of the file as values: those that are known now, and weights, which stay in the file. Exporters write both as initializers and
 * as Constant nodes; which is which follows from who wrote the file, the name and the numbers.
 */
import { dataError, quote } from '../../core/errors.js';
import { elementTypes } from '../proto/element-types.js';
import type { FileTensor } from '../proto/file-types.js';
import type { Call } from './call.js';
import type { Dim } from './dims.js';
import { filled } from './fold/sources.js';
import type { LoadedTensors } from './preload.js';
import { plainList } from './resolve.js';
import { readFloats, type ModelBytes } from './tensor-values.js';
import type { KnownValue, Value, WeightValue } from './values.js';

/** Where tensors lie, and who wrote them. */
export interface TensorSource {
  readonly model: ModelBytes;
  readonly loaded: LoadedTensors;
  readonly isPyTorch: boolean;
  /** Written by Assay. */
  readonly isOwn: boolean;
}

/** Names that exporters give to constants they folded, not to parameters. */
const foldedName = /^(onnx::|val_|_inlfunc|const|Constant|_val)/;
/** Old exporters number what is no parameter; a merged weight too, but that has more than one number. */
const numbered = /^\d+$/;

/** What a learned tensor of a file of Assay is called if it is a node of the architecture, after the node's id. */
const suffix = '/value';

/** The node that a learned tensor of a file of Assay is, if it is one. */
export function parameterNode(tensor: string): Pick<WeightValue, 'madeAs'> {
  return tensor.endsWith(suffix) ? { madeAs: tensor.slice(0, -suffix.length) } : {};
}

/** A tensor of the file as a value. */
export function tensorValue(
  tensor: FileTensor,
  isInitializer: boolean,
  { model, loaded, isPyTorch, isOwn }: TensorSource,
  name = tensor.name,
): Value {
  const type = elementTypes[tensor.type];
  if (type === undefined)
    throw dataError(model.where, {
      expected: `tensor ${quote(name)} of numbers`,
      got: `element type ${tensor.type}`,
      code: 'unsupported',
    });
  const numbers = loaded.get(tensor);
  const known = (): KnownValue => ({
    kind: 'known',
    shape: tensor.dims,
    data: Array.from(numbers as Float64Array),
    isFloat: type.isFloat,
  });
  if (!type.isFloat && numbers !== undefined) return known();
  if (numbers !== undefined) {
    const isNamed =
      isInitializer && (isOwn || (isPyTorch && !foldedName.test(name) && !(numbers.length === 1 && numbered.test(name))));
    // PyTorch and we write what is learned as initializers; others also as Constant nodes, where one number repeated is a literal.
    const isLiteral = !isInitializer && (isOwn || isPyTorch || numbers.every((value) => value === numbers[0]));
    if (isLiteral || numbers.length === 0 || (numbers.length === 1 && !isNamed) || (isMask(numbers) && !isOwn)) return known();
  }
  const values = { shape: tensor.dims, load: () => readFloats(tensor, model) };
  return {
    kind: 'weight',
    root: name,
    values,
    moves: [],
    shape: tensor.dims,
    ...(numbers === undefined ? {} : { loaded: numbers }),
    ...(isOwn ? parameterNode(name) : {}),
  };
}

/** Zeros and one very negative number: a mask of attention, which is not learned. */
function isMask(numbers: Float64Array): boolean {
  let low = 0;
  for (const value of numbers) {
    if (value === 0 || value === low) continue;
    if (low !== 0 || !(value <= -100)) return false;
    low = value;
  }
  return low !== 0;
}

/** The value of a Constant node. */
export function constant(call: Call, options: TensorSource): Value {
  const tensor = call.tensor('value');
  if (tensor !== undefined) return tensorValue(tensor, false, options, call.node.outputs[0]);
  const list = (data: readonly number[], shape: readonly number[], isFloat: boolean): KnownValue => ({
    kind: 'known',
    shape,
    data,
    isFloat,
  });
  const [float, int, floats, ints] = [
    call.float('value_float'),
    call.int('value_int'),
    call.floats('value_floats'),
    call.ints('value_ints'),
  ];
  if (float !== undefined) return list([float], [], true);
  if (int !== undefined) return list([int], [], false);
  if (floats !== undefined) return list(floats, [floats.length], true);
  if (ints !== undefined) return list(ints, [ints.length], false);
  throw call.fault('a constant of numbers');
}

/** The value of a ConstantOfShape node: numbers if its shape is known, otherwise how it is filled. */
export function constantOfShape(call: Call, given: Value | undefined, { loaded }: TensorSource): Value {
  if (given?.kind !== 'known') throw call.fault('a shape that is known');
  const tensor = call.tensor('value');
  const value = tensor === undefined ? 0 : (loaded.get(tensor)?.[0] ?? 0);
  const isFloat = tensor === undefined || (elementTypes[tensor.type]?.isFloat ?? true);
  const plain = plainList(given);
  return plain === undefined ? { kind: 'fill', shape: given.data as readonly Dim[], value } : filled(call, plain, value, isFloat);
}
