import { product } from '../../arch/ops/shapes.js';
import type { TensorValues } from '../../arch/weights.js';
import type { Call } from './call.js';
import { formatDims, isBatch, type Dim } from './dims.js';
import { knownTensor, type Draft } from './draft.js';
import { movedValues } from './moved-values.js';
import { plainList } from './resolve.js';
import type { NodeValue, Value } from './values.js';

/** What handlers share while one file is translated. */
export interface Translation {
  readonly draft: Draft;
  /** The batch the file was written for; undefined where its inputs leave it open. */
  readonly writtenBatch: number | undefined;
  /** The file was written by us. */
  readonly isOwn: boolean;
  /** Whether anything reads a value of the file. */
  isRead(name: string): boolean;
}

/**
 * Translates one ONNX node, not all of whose inputs are known, into nodes of the IR; the values of its outputs.
 * @throws a data error where the node cannot be expressed.
 */
export type Handler = (call: Call, inputs: readonly (Value | undefined)[], translation: Translation) => Value | readonly Value[];
export type HandlerFamily = { readonly [op: string]: Handler };

/** An input that must be there. */
export function required(call: Call, inputs: readonly (Value | undefined)[], place: number): Value {
  const value = inputs[place];
  if (value === undefined) throw call.fault(`an input in place ${place}`, 'none');
  return value;
}

/** An input as an activation. */
export function nodeInput(call: Call, inputs: readonly (Value | undefined)[], place: number, { draft }: Translation): NodeValue {
  return draft.asNode(required(call, inputs, place));
}

/** An input that holds a tensor of the operator. @throws a data error when it is computed by the network. */
export function tensorInput(call: Call, inputs: readonly (Value | undefined)[], place: number, what: string): TensorValues {
  const value = required(call, inputs, place);
  if (value.kind === 'weight') return movedValues(value);
  const data = plainList(value);
  if (value.kind === 'known' && data !== undefined)
    return { ...knownTensor(value.shape, data), source: `known ${call.node.inputs[place]}` };
  throw call.fault(
    `${what} that is stored in the file`,
    value.kind === 'node' ? 'one that the network computes' : 'one that depends on the batch',
  );
}

/** The same, of a tensor with exactly so many elements, as a list. */
export function vectorInput(
  call: Call,
  inputs: readonly (Value | undefined)[],
  place: number,
  what: string,
  length: number,
): TensorValues {
  const tensor = tensorInput(call, inputs, place, what);
  if (product(tensor.shape) !== length) throw call.fault(`${what} of ${length} elements`, `(${tensor.shape.join(', ')})`);
  return { ...tensor, shape: [length] };
}

/** An input that is always learned, as a node. @throws a data error when it depends on the batch. */
export function learnedInput(
  call: Call,
  inputs: readonly (Value | undefined)[],
  place: number,
  what: string,
  { draft }: Translation,
): NodeValue {
  const value = required(call, inputs, place);
  if (value.kind !== 'known') return draft.asNode(value);
  const values = tensorInput(call, inputs, place, what);
  return draft.asNode({ kind: 'weight', root: inputName(call, place), values, moves: [], shape: values.shape });
}

/** The name of an input that was read. */
export function inputName(call: Call, place: number): string {
  return call.node.inputs[place] ?? '';
}

/** The name of what a node makes; empty if nothing can read it. */
export function outputName(call: Call): string {
  return call.node.outputs[0] ?? '';
}

/** Whether an input is a constant of the file with the same number everywhere: how exporters write a norm without scale or shift. */
export function isConstantOf(value: Value | undefined, number: number): boolean {
  return value?.kind === 'known' && value.data.every((own) => own === number);
}

/** Length of an axis that must not be the batch's. */
export function fixedDim(call: Call, dims: readonly Dim[], axis: number): number {
  const dim = dims[axis];
  if (isBatch(dim)) throw call.fault('an axis other than the batch', `${axis}`);
  if (dim === undefined) throw call.fault(`an input of more than ${axis} axes`, formatDims(dims));
  return dim;
}
