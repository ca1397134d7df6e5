/** Tensors by name in the safetensors format: a length, a JSON header, the numbers. PyTorch users load it with `safetensors.torch.load_file`. */
import { requireList } from '../core/require-shape.js';
import type { Shape } from '../arch/types.js';

/** A tensor of a safetensors file. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  /** Written as F32 and I64. */
  readonly values: Float32Array | BigInt64Array;
}

/** The bytes of a safetensors file with these tensors, and with texts by name where there are some. */
export function writeSafetensors(given: readonly NamedTensor[], metadata?: { readonly [name: string]: string }): Uint8Array {
  requireList('tensors', 'a list of tensors with names', given);
  // The widest numbers first, so that each begins at a multiple of its size.
  const tensors = given.toSorted((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  let offset = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = offset;
    offset += values.byteLength;
    return [name, { dtype: values instanceof BigInt64Array ? 'I64' : 'F32', shape, data_offsets: [begin, offset] }] as const;
  });
  const header = { ...(metadata === undefined ? {} : { __metadata__: metadata }), ...Object.fromEntries(entries) };
  const json = JSON.stringify(header);
  const encoded = new TextEncoder().encode(json);
  // The header is padded with spaces so that the numbers begin at a multiple of eight bytes.
  const padded = Math.ceil(encoded.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(encoded, 8);
  let at = 8 + padded;
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}
