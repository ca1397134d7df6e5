/** The content of a pickle, as plain data. Lists and tuples are arrays; dictionaries are maps, whose keys are as they were pickled. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | PickleRecord;

/** The data that a name in a pickle stands for or makes: never code. */
export type PickleRecord =
  /** A name of the table of globals. */
  | { readonly kind: 'global'; readonly name: string }
  /** An object whose contents are not read: a tensor, a storage. */
  | { readonly kind: 'opaque'; readonly name: string }
  | NumpyType
  | NumpyArray;

/** numpy's `dtype`: `code` is `f8`, `order` `<`, `>` or `|`. */
export interface NumpyType {
  readonly kind: 'dtype';
  readonly code: string;
  order: string;
}

export interface NumpyArray {
  readonly kind: 'array';
  shape: readonly number[];
  /** In C order; empty until its state is read. */
  values: Float64Array;
}

export function isPickleMap(value: PickleValue | undefined): value is Map<PickleValue, PickleValue> {
  return value instanceof Map;
}

export function isPickleList(value: PickleValue | undefined): value is readonly PickleValue[] {
  return Array.isArray(value);
}

function isRecord(value: PickleValue | undefined): value is PickleRecord {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

export function isRecordOf<K extends PickleRecord['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleRecord, { kind: K }> {
  return isRecord(value) && value.kind === kind;
}

/** Describes a value, for errors. */
export function describePickle(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'string') return 'a text';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isPickleMap(value)) return 'a dictionary';
  if (isPickleList(value)) return 'a list';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Set) return 'a set';
  return value.kind === 'global' || value.kind === 'opaque' ? value.name : `a numpy ${value.kind}`;
}
