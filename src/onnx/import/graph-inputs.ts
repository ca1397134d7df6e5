/** The inputs of a graph: those that receive samples, with their shapes, and those that are weights the file leaves out. */
import { product } from '../../arch/ops/shapes.js';
import { dataError, quote } from '../../core/errors.js';
import { ownValue } from '../../core/own-value.js';
import { elementTypes } from '../proto/element-types.js';
import type { FileGraph, FileValue } from '../proto/file-types.js';
import type { Dim } from './dims.js';
import { checkGivenShape, checkInputNames, isKept } from './given-shapes.js';
import { mostElements } from './fold/types.js';
import type { Value } from './values.js';

interface GraphInput {
  readonly name: string;
  /** The first axis is the batch. */
  readonly dims: readonly Dim[];
  /** Length of the first axis, if the file states one. */
  readonly writtenBatch?: number;
  readonly isInteger: boolean;
  /** In the file the batch is the second axis; `dims` has it first. */
  readonly isBatchSecond: boolean;
}

interface GraphInputs {
  readonly fed: readonly GraphInput[];
  /** Inputs that the caller set to a number, by name. */
  readonly set: ReadonlyMap<string, Value>;
  /** Inputs of known shape that only weight places read. */
  readonly weights: readonly FileValue[];
  /** Names of all inputs. */
  readonly names: readonly string[];
  /** Names of those that keep the shape of the file, though another was given for several models. */
  readonly kept: readonly string[];
}

export interface InputOptions {
  /** Names of inputs whose batch is their second axis. */
  readonly batchSecond?: ReadonlySet<string>;
  /** Shapes for inputs whose file leaves lengths open, by name; the first number is the batch and is not read. */
  readonly shapes?: { readonly [input: string]: readonly number[] };
  /** The shapes are those of several models: names of inputs that this one lacks are passed over, and inputs that the file fixes keep their shape. */
  readonly shapesOfMany?: boolean;
  /** Inputs that are always one number, in all of their elements: a sampling rate, a state of zeros. An open length is the batch. */
  readonly set?: { readonly [input: string]: number };
}

/** @param weightOnly names that only weight places read. @throws a data error on inputs of unknown shape. */
export function graphInputs(
  graph: FileGraph,
  weightOnly: (name: string) => boolean,
  { shapes: given = {}, shapesOfMany = false, set = {}, batchSecond = new Set() }: InputOptions,
  where: string,
): GraphInputs {
  const stored = new Set(graph.initializers.map(({ name }) => name));
  const declared = graph.inputs.filter(({ name }) => !stored.has(name));
  const batchNames = new Set(declared.map(({ dims }) => dims?.[0]).filter((length) => typeof length === 'string'));
  const isTurned = (value: FileValue): boolean =>
    (batchSecond.has(value.name) || hasBatchSecond(value, batchNames)) && (value.dims?.length ?? 0) > 1;
  const statedOf = (value: FileValue): FileValue['dims'] =>
    value.dims !== undefined && isTurned(value) ? batchFirst(value.dims) : value.dims;
  const kept = shapesOfMany
    ? declared.filter((value) => isKept(ownValue(given, value.name), statedOf(value))).map(({ name }) => name)
    : [];
  const shapes = Object.fromEntries(Object.entries(given).filter(([name]) => !kept.includes(name)));
  const lengths = namedLengths(declared, shapes);
  for (const name of batchNames) lengths.delete(name);
  const free = declared.map((value) => withLengths(value, lengths));
  const names = declared.map(({ name }) => name);
  checkInputNames('set', Object.keys(set), names, where);
  if (!shapesOfMany) checkInputNames('shape', Object.keys(shapes), names, where);
  for (const value of declared)
    checkGivenShape(ownValue(shapes, value.name), statedOf(value), `${where}: input ${quote(value.name)}`);
  const numbers = free.flatMap((value) => {
    const number = ownValue(set, value.name);
    return number === undefined ? [] : [[value.name, setInput(value, ownValue(shapes, value.name), number)] as const];
  });
  const asked = free.filter(({ name }) => ownValue(set, name) === undefined);
  const weights = asked.filter(({ name }) => weightOnly(name));
  const fed = asked.filter(({ name }) => !weightOnly(name));
  if (fed.length === 0) throw dataError(where, { expected: 'a graph with an input', got: 'none', code: 'missing' });
  return {
    fed: fed.map((value) => fedInput(value, ownValue(shapes, value.name), where, isTurned(value))),
    set: new Map(numbers),
    weights,
    names,
    kept,
  };
}

/** Lengths that a file names, where a given shape says them: a mask is as long as the tokens. */
function namedLengths(inputs: readonly FileValue[], shapes: NonNullable<InputOptions['shapes']>): Map<string, number> {
  return new Map(
    inputs.flatMap(({ name, dims = [] }) =>
      dims.flatMap((length, axis) => {
        const given = ownValue(shapes, name)?.[axis];
        return typeof length === 'string' && length !== '' && axis > 0 && given !== undefined ? [[length, given] as const] : [];
      }),
    ),
  );
}

function withLengths(value: FileValue, lengths: ReadonlyMap<string, number>): FileValue {
  const { dims } = value;
  if (dims === undefined || lengths.size === 0) return value;
  return {
    ...value,
    dims: dims.map((length, axis) => (typeof length === 'string' && axis > 0 ? (lengths.get(length) ?? length) : length)),
  };
}

/** Keys and values of earlier tokens in one tensor, (2, batch, ...): its second axis has the name that the first of another input has. */
function hasBatchSecond({ dims = [] }: FileValue, batchNames: ReadonlySet<string>): boolean {
  const [first, second] = dims;
  return typeof first === 'number' && first > 0 && typeof second === 'string' && batchNames.has(second);
}

/** One number in all elements. */
function setInput({ type, dims = [] }: FileValue, given: readonly number[] | undefined, value: number): Value {
  const shape = dims.map((length, axis): Dim => {
    if (typeof length === 'number' && length > 0) return length;
    return given?.[axis] !== undefined && dims.length > 1 && axis > 0 ? given[axis] : { batch: 1 };
  });
  const isFloat = type === undefined || elementTypes[type]?.isFloat !== false;
  const lengths = shape.filter((length) => typeof length === 'number');
  const size = product(lengths);
  if (!isFloat && lengths.length === shape.length && size <= mostElements)
    return { kind: 'known', shape: lengths, data: new Array<number>(size).fill(value), isFloat };
  return { kind: 'fill', shape, value };
}

/** A shape that keeps the lengths in the file: images of 224 pixels, 128 for any other open length. */
function exampleOf(dims: readonly (number | string)[]): string {
  const open = dims.length === 4 ? 224 : 128;
  return dims.map((length, axis) => (axis === 0 ? 1 : typeof length === 'number' && length > 0 ? length : open)).join(',');
}

/** Lengths of the axes with the first two exchanged. */
function batchFirst<T>(dims: readonly T[]): readonly T[] {
  const [first, second, ...rest] = dims;
  return first === undefined || second === undefined ? dims : [second, first, ...rest];
}

function fedInput(
  { name, type, dims: found }: FileValue,
  given: readonly number[] | undefined,
  where: string,
  isBatchSecond: boolean,
): GraphInput {
  const here = `${where}: input ${quote(name)}`;
  if (type !== undefined && elementTypes[type] === undefined)
    throw dataError(here, { expected: 'numbers', got: `element type ${type}`, code: 'unsupported' });
  const stated = isBatchSecond && found !== undefined ? batchFirst(found) : found;
  const dims = given ?? stated;
  if (dims === undefined || dims.length === 0)
    throw dataError(here, {
      expected: 'a shape with a batch axis',
      got: dims === undefined ? 'none' : 'a single number',
      hint: dims === undefined ? `say its shape, batch first: \`shape\` ${name}=1,...` : `say its number: \`set\` ${name}=1`,
      code: 'missing',
    });
  const rest = dims.slice(1);
  const open = rest.findIndex((length) => typeof length !== 'number' || length <= 0);
  if (open >= 0) {
    throw dataError(here, {
      expected: `a fixed length of axis ${open + 1}`,
      got: quote(String(rest[open])),
      hint: `say its shape: \`shape\` ${name}=${exampleOf(dims)}${dims.length === 4 ? '' : `; or, if it is always one number: \`set\` ${name}=0`}`,
      code: 'missing',
    });
  }
  const fixed = typeof stated?.[0] === 'number' && stated[0] > 0 ? stated[0] : undefined;
  const isInteger = type !== undefined && elementTypes[type]?.isFloat === false;
  return {
    name,
    isInteger,
    isBatchSecond,
    dims: [{ batch: 1 }, ...(rest as number[])],
    ...(fixed === undefined ? {} : { writtenBatch: fixed }),
  };
}
