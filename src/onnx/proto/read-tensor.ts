import { quote } from '../../core/errors.js';
import { product } from '../../arch/ops/shapes.js';
import type { Cursor, Field } from './cursor.js';
import { elementTypes } from './element-types.js';
import { readPacked, readText } from './read-fields.js';
import type { FileRange, FileTensor, TensorData } from './file-types.js';

const mostRanges = 1 << 20;
const mostAxes = 32;

/** Locates one TensorProto. @throws a data error when its bytes are not as many as its shape and type say. */
export async function readTensor(cursor: Cursor, { start, end }: Field): Promise<FileTensor> {
  let name = '';
  let type = 0;
  let isExternal = false;
  const dims: number[] = [];
  const external = new Map<string, string>();
  const ranges: FileRange[] = [];
  let form: 'raw' | 'floats' | 'doubles' | 'varints' | undefined;
  const place = (found: 'raw' | 'floats' | 'doubles' | 'varints', field: Field): void => {
    if (form !== undefined && form !== found) throw cursor.fault(field.start, 'one form of tensor data', `${form} and ${found}`);
    if (form === 'raw' || ranges.length >= mostRanges) throw cursor.fault(field.start, 'tensor data in one piece');
    form = found;
    cursor.keep(1);
    ranges.push({ start: field.start, end: field.end });
  };
  await cursor.walk(start, end, async (field) => {
    switch (field.number) {
      case 1:
        for (const length of await readPacked(cursor, field, 'varints')) {
          if (dims.length >= mostAxes) throw cursor.fault(field.start, `at most ${mostAxes} axes`);
          dims.push(length);
        }
        return;
      case 2:
        type = field.value;
        return;
      case 4:
        return place('floats', field);
      case 5:
      case 7:
      case 11:
        return place('varints', field);
      case 8:
        name = await readText(cursor, field);
        return;
      case 9:
        return place('raw', field);
      case 10:
        return place('doubles', field);
      case 13: {
        const entry = { key: '', value: '' };
        await cursor.walk(field.start, field.end, async (part) => {
          if (part.number === 1) entry.key = await readText(cursor, part);
          else if (part.number === 2) entry.value = await readText(cursor, part);
        });
        external.set(entry.key, entry.value);
        return;
      }
      case 14:
        isExternal = field.value === 1;
    }
  });
  cursor.keep(1);
  const wrong = (expected: string, got: string): Error => cursor.fault(start, `tensor ${quote(name)} ${expected}`, got);
  if (dims.some((length) => length < 0 || length > 2 ** 53)) throw wrong('to have lengths from 0', `(${dims.join(', ')})`);
  const elements = product(dims);
  if (elements > Number.MAX_SAFE_INTEGER) throw wrong('to have fewer than 2^53 elements', `(${dims.join(', ')})`);
  const data: TensorData = isExternal ? externalData(external, wrong) : form === undefined ? { form: 'none' } : { form, ranges };
  checkBytes(data, elements, type, wrong);
  return { name, type, dims, data };
}

function externalData(entries: ReadonlyMap<string, string>, wrong: (expected: string, got: string) => Error): TensorData {
  const location = entries.get('location') ?? '';
  if (!isInsideFolder(location)) throw wrong("to lie in a file of the model's own folder", quote(location));
  const number = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0) throw wrong(`to have a whole ${key}`, quote(text));
    return value;
  };
  const length = number('length');
  return { form: 'external', location, offset: number('offset') ?? 0, ...(length === undefined ? {} : { length }) };
}

/** A relative path of plain names: nothing absolute, no `..`, no drive, no backslash. */
function isInsideFolder(location: string): boolean {
  return (
    location !== '' &&
    !/[\\:\0]/.test(location) &&
    location.split('/').every((part, i, parts) => part !== '..' && (part !== '' || (i > 0 && i === parts.length)))
  );
}

function checkBytes(data: TensorData, elements: number, type: number, wrong: (expected: string, got: string) => Error): void {
  const bytes = elementTypes[type]?.bytes;
  if (bytes === undefined) return;
  const all = Math.ceil(elements * bytes);
  if (data.form === 'external') {
    if (data.length !== undefined && data.length !== all) throw wrong(`to have ${all} bytes`, `${data.length}`);
    return;
  }
  if (data.form === 'none') {
    if (elements > 0) throw wrong(`to hold ${elements} elements`, 'none');
    return;
  }
  const found = data.ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  const stated =
    data.form === 'raw' ? all : data.form === 'floats' ? 4 * elements : data.form === 'doubles' ? 8 * elements : undefined;
  if (stated !== undefined && found !== stated) throw wrong(`to have ${stated} bytes`, `${found}`);
  // A varint has one to ten bytes, and holds one number, or the two that share a byte.
  const integers = bytes < 1 ? all : elements;
  if (stated === undefined && (found < integers || found > 10 * integers))
    throw wrong(`to hold ${integers} integers`, `${found} bytes`);
}
