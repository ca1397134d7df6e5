/** Models whose weights lie in a file beside them, as large ones are written. */

/** Fields of a protobuf message: number, and the bytes from the tag on, with the place of the value in them. */
interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly value: Uint8Array;
}

function readVarint(bytes: Uint8Array, at: number): readonly [value: number, next: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = at;
    const [tag, afterTag] = readVarint(bytes, at);
    const wire = tag & 7;
    let from = afterTag;
    let end = wire === 5 ? from + 4 : from + 8;
    if (wire === 0) [, end] = readVarint(bytes, from);
    else if (wire === 2) {
      const [length, next] = readVarint(bytes, from);
      from = next;
      end = next + length;
    }
    fields.push({ number: Math.floor(tag / 8), bytes: bytes.subarray(start, end), value: bytes.subarray(from, end) });
    at = end;
  }
  return fields;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

function message(number: number, value: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.from([...varint(number * 8 + 2), ...varint(value.length)]), value]);
}

function text(number: number, value: string): Buffer {
  return message(number, Buffer.from(value));
}

/** The same model with the numbers of its initializers in the file `location` of its folder. */
export function withExternalData(model: Uint8Array, location: string): { readonly model: Uint8Array; readonly data: Uint8Array } {
  const data: Uint8Array[] = [];
  let offset = 0;
  const tensor = (bytes: Uint8Array): Uint8Array => {
    const fields = fieldsOf(bytes);
    const raw = fields.find(({ number }) => number === 9)?.value;
    if (raw === undefined) return bytes;
    const entries = { location, offset: String(offset), length: String(raw.length) };
    data.push(raw);
    offset += raw.length;
    return Buffer.concat([
      ...fields.filter(({ number }) => number !== 9).map((field) => field.bytes),
      ...Object.entries(entries).map(([key, value]) => message(13, Buffer.concat([text(1, key), text(2, value)]))),
      Uint8Array.from([14 * 8, 1]),
    ]);
  };
  const graph = (bytes: Uint8Array): Uint8Array =>
    Buffer.concat(fieldsOf(bytes).map((field) => (field.number === 5 ? message(5, tensor(field.value)) : field.bytes)));
  const changed = fieldsOf(model).map((field) => (field.number === 7 ? message(7, graph(field.value)) : field.bytes));
  return { model: Buffer.concat(changed), data: Buffer.concat(data) };
}
