import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createProtoWriter, type ProtoWriter } from './writer.js';

/** A field as any protobuf reader sees it: length-delimited ones keep their bytes. */
type Field = { readonly field: number; readonly value: bigint | number | Uint8Array };

function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const field = key >> 3;
    if ((key & 7) === 0) fields.push({ field, value: BigInt.asIntN(64, varint()) });
    else if ((key & 7) === 5) {
      fields.push({ field, value: new DataView(bytes.buffer, bytes.byteOffset + at).getFloat32(0, true) });
      at += 4;
    } else {
      const length = Number(varint());
      fields.push({ field, value: bytes.slice(at, at + length) });
      at += length;
    }
  }
  return fields;
}

type Tree =
  | { readonly field: number; readonly bytes: Uint8Array }
  | { readonly field: number; readonly children: readonly Tree[] };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ field: fc.integer({ min: 1, max: 40 }), bytes: fc.uint8Array({ maxLength: 300 }) }),
    fc.record({ field: fc.integer({ min: 1, max: 40 }), children: fc.array(tie('tree'), { maxLength: 4 }) }),
  ),
}));

function write(w: ProtoWriter, node: Tree): void {
  if ('bytes' in node) w.bytes(node.field, node.bytes);
  else w.message(node.field, () => node.children.forEach((child) => write(w, child)));
}

function expectTree(bytes: Uint8Array, nodes: readonly Tree[]): void {
  const fields = readFields(bytes);
  expect(fields.length).toBe(nodes.length);
  fields.forEach(({ field, value }, i) => {
    const node = nodes[i];
    expect(field).toBe(node.field);
    if ('bytes' in node) expect(value).toEqual(node.bytes);
    else expectTree(value as Uint8Array, node.children);
  });
}

describe('the protobuf writer', () => {
  it('writes any safe integer so that a reader gets it back', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const w = createProtoWriter();
        w.integer(3, value);
        expect(readFields(w.finish())).toEqual([{ field: 3, value: BigInt(value) }]);
      }),
    );
  });

  it('writes 150 and -1 as the documentation of protobuf does', () => {
    const w = createProtoWriter();
    w.integer(1, 150);
    w.integer(1, -1);
    expect([...w.finish()]).toEqual([0x08, 0x96, 0x01, 0x08, ...new Array<number>(9).fill(0xff), 0x01]);
  });

  it('nests messages around spliced bytes without losing any', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), (nodes) => {
        const w = createProtoWriter();
        for (const node of nodes) write(w, node);
        expectTree(w.finish(), nodes);
      }),
    );
  });

  it('makes bytes when the message is finished, one field after the other, each of the length it was given', () => {
    const w = createProtoWriter();
    const made: number[] = [];
    const make = (length: number) => (): Uint8Array => {
      made.push(length);
      return new Uint8Array(length).fill(length);
    };
    w.message(1, () => w.laterBytes(2, 3, make(3)));
    w.laterBytes(4, 1, make(1));
    expect(made).toEqual([]);
    expect([...w.finish()]).toEqual([0x0a, 5, 0x12, 3, 3, 3, 3, 0x22, 1, 1]);
    expect(made).toEqual([3, 1]);
    const wrong = createProtoWriter();
    wrong.laterBytes(1, 2, make(3));
    expect(() => wrong.finish()).toThrow('a field of 2 bytes was given 3');
  });

  it('grows past its first buffer', () => {
    const w = createProtoWriter();
    w.message(1, () => {
      for (let i = 0; i < 5000; i++) w.text(2, 'twelve bytes');
    });
    const [{ value }] = readFields(w.finish());
    expect(readFields(value as Uint8Array).length).toBe(5000);
  });

  it('writes floats in little-endian order', () => {
    const w = createProtoWriter();
    w.float(2, 1.5);
    expect(readFields(w.finish())).toEqual([{ field: 2, value: 1.5 }]);
  });
});
