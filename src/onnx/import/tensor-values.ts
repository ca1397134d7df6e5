/** Numbers of a tensor in a file, read when they are needed. */
import { onlyOf } from '../../core/only-of.js';
import { product } from '../../arch/ops/shapes.js';
import { dataError, quote } from '../../core/errors.js';
import type { ByteSource } from '../../core/byte-source.js';
import { elementTypes, fromBits } from '../proto/element-types.js';
import { decodeVarints } from '../proto/read-fields.js';
import type { FileTensor } from '../proto/file-types.js';

/** Opens a file beside the model, by its path inside the model's folder. */
export type OpenBeside = (path: string) => Promise<ByteSource>;

export interface ModelBytes {
  readonly source: ByteSource;
  readonly openBeside?: OpenBeside;
  readonly where: string;
}

/** All elements, as doubles. @throws a data error when the bytes are missing or too few. */
export async function readNumbers(tensor: FileTensor, model: ModelBytes): Promise<Float64Array> {
  const { view, form } = await readBytes(tensor, model);
  const out = new Float64Array(product(tensor.dims));
  fill(out, tensor, view, form, model.where);
  return out;
}

/** All elements, as float32: half and double precision are converted. */
export async function readFloats(tensor: FileTensor, model: ModelBytes): Promise<Float32Array> {
  const { view, form } = await readBytes(tensor, model);
  if (tensor.type === 1 && form !== 'varints' && form !== 'doubles') {
    // On a little-endian machine the file's bytes are the array's; `slice` aligns them.
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    return new Float32Array(
      view.byteOffset % 4 === 0 ? bytes.buffer : bytes.slice().buffer,
      view.byteOffset % 4 === 0 ? view.byteOffset : 0,
      view.byteLength / 4,
    );
  }
  const out = new Float32Array(product(tensor.dims));
  fill(out, tensor, view, form, model.where);
  return out;
}

function fill(out: Float64Array | Float32Array, tensor: FileTensor, view: DataView, form: string, where: string): void {
  const element = elementTypes[tensor.type];
  if (element === undefined)
    throw dataError(where, {
      expected: `tensor ${quote(tensor.name)} of numbers`,
      got: `element type ${tensor.type}`,
      code: 'unsupported',
    });
  if (form === 'varints') {
    const numbers = decodeVarints(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    if (element.bytes < 1 && numbers?.length === Math.ceil(out.length * element.bytes)) {
      const packed = new DataView(Uint8Array.from(numbers).buffer);
      for (let i = 0; i < out.length; i++) out[i] = element.read(packed, element.bytes * i);
      return;
    }
    if (numbers?.length !== out.length)
      throw dataError(where, {
        expected: `${out.length} elements in tensor ${quote(tensor.name)}`,
        got: `${numbers?.length ?? 'damaged ones'}`,
        code: 'damaged',
      });
    for (const [i, number] of numbers.entries()) out[i] = fromBits(tensor.type, number);
    return;
  }
  if (form === 'floats') for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(4 * i, true);
  else if (form === 'doubles') for (let i = 0; i < out.length; i++) out[i] = view.getFloat64(8 * i, true);
  else for (let i = 0; i < out.length; i++) out[i] = element.read(view, element.bytes * i);
}

async function readBytes(
  tensor: FileTensor,
  { source, openBeside, where }: ModelBytes,
): Promise<{ view: DataView; form: string }> {
  const { data } = tensor;
  if (data.form === 'none') return { view: new DataView(new ArrayBuffer(0)), form: 'raw' };
  if (data.form === 'external') {
    const here = `${where}: tensor ${quote(tensor.name)}`;
    if (openBeside === undefined)
      throw dataError(here, {
        expected: `the file ${quote(data.location)} beside the model`,
        got: 'a model without a folder',
        code: 'missing',
      });
    const beside = await openBeside(data.location);
    const length = Math.ceil(product(tensor.dims) * (elementTypes[tensor.type]?.bytes ?? 0));
    if (data.offset + length > beside.byteLength)
      throw dataError(here, {
        expected: `${data.offset + length} bytes in ${quote(data.location)}`,
        got: `${beside.byteLength}`,
        code: 'damaged',
      });
    return { view: viewOf(await beside.slice(data.offset, data.offset + length)), form: 'raw' };
  }
  const parts = await Promise.all(data.ranges.map(({ start, end }) => source.slice(start, end)));
  return { view: viewOf(onlyOf(parts) ?? joined(parts)), form: data.form };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
