import { describe, expect, it } from 'vitest';
import { AssayError } from '../../core/errors.js';
import { floats, image, ints, node, onnxModel } from '../../../test/onnx-graph.js';
import { bytesSource, type ByteSource } from '../../core/byte-source.js';
import { readModel } from './reader.js';
import { createProtoWriter, type ProtoWriter } from './writer.js';

const small = onnxModel({
  nodes: [node('Conv', 'x w', 'y', { strides: ints([2, 2]) }, 'first')],
  initializers: [floats('w', [4, 3, 3, 3])],
  metadata: { key: 'value' },
});

function written(fill: (w: ProtoWriter) => void): ByteSource {
  const w = createProtoWriter();
  fill(w);
  return bytesSource(w.finish());
}

/** A model with one initializer, filled by hand. */
function withTensor(fill: (w: ProtoWriter) => void): ByteSource {
  return written((w) => w.message(7, () => w.message(5, () => fill(w))));
}

describe('the ONNX reader', () => {
  it('reads structure, attributes, shapes and metadata, and where tensors lie', async () => {
    const { graph, opsets, metadata, producer } = await readModel(bytesSource(small), 'onnx');
    expect([producer, [...opsets], [...metadata]]).toEqual(['assay', [['', 17]], [['key', 'value']]]);
    expect(graph.inputs).toEqual([{ name: 'x', type: 1, dims: ['batch', 3, 8, 8] }]);
    const [conv] = graph.nodes;
    expect([conv.name, conv.op, conv.inputs, conv.outputs]).toEqual(['first', 'Conv', ['x', 'w'], ['y']]);
    expect(conv.attributes.get('strides')).toEqual({ name: 'strides', ints: [2, 2] });
    const [{ data, dims }] = graph.initializers;
    expect(dims).toEqual([4, 3, 3, 3]);
    if (data.form !== 'raw') throw new Error('expected raw data');
    const [{ start, end }] = data.ranges;
    expect(new DataView(small.buffer, small.byteOffset + start, end - start).getFloat32(0, true)).toBeCloseTo(Math.sin(1) / 3);
  });

  it('steps over weights without reading them', async () => {
    const weight = 64 * 2 ** 20;
    const head = written((w) =>
      w.message(7, () =>
        w.message(5, () => {
          w.integer(1, weight / 4);
          w.integer(2, 1);
          w.text(8, 'w');
        }),
      ),
    );
    // The same message with raw data appended: only lengths in front of it change.
    const inner = Array.from(await head.slice(0, head.byteLength)).slice(4);
    const varint = (value: number): number[] =>
      value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
    const raw = [0x4a, ...varint(weight)];
    const tensor = [0x2a, ...varint(inner.length + raw.length + weight)];
    const prefix = [0x3a, ...varint(tensor.length + inner.length + raw.length + weight), ...tensor, ...inner, ...raw];
    let read = 0;
    const source: ByteSource = {
      byteLength: prefix.length + weight,
      slice(start, end) {
        read += end - start;
        const bytes = new Uint8Array(end - start);
        bytes.set(prefix.slice(start, end));
        return bytes;
      },
    };
    const { graph } = await readModel(source, 'onnx');
    expect(graph.initializers[0].dims).toEqual([weight / 4]);
    expect(read).toBeLessThan(2 ** 12);
  });

  it('reads what lies in one piece with few requests', async () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => node('Relu', `x${i}`, `x${i + 1}`));
    const bytes = onnxModel({ nodes, initializers: [] });
    const lengths: number[] = [];
    const source: ByteSource = {
      byteLength: bytes.length,
      slice(start, end) {
        lengths.push(end - start);
        return bytes.subarray(start, end);
      },
    };
    await readModel(source, 'onnx');
    expect(bytes.length).toBeGreaterThan(2 ** 18);
    expect(lengths.length).toBeLessThan(10 + bytes.length / 2 ** 17);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(1.5 * bytes.length);
  });

  it('says of every truncated file that it is damaged, and never anything else', async () => {
    for (let length = 0; length < small.length; length++) {
      const cut = small.slice(0, length);
      await readModel(bytesSource(cut), 'cut.onnx').then(
        // Cut between two top-level fields a model is still one.
        ({ graph }) => expect(graph.nodes.length).toBe(1),
        (error: unknown) => {
          expect(error).toBeInstanceOf(AssayError);
          expect((error as Error).message).toMatch(/^cut\.onnx: .*expected /);
        },
      );
    }
  });

  it.each<[string, ByteSource, RegExp]>([
    ['an empty file', bytesSource(new Uint8Array(0)), /expected an ONNX model, got an empty file/],
    [
      'text',
      bytesSource(new TextEncoder().encode('Hello, this is no model at all.')),
      /^bad\.onnx: expected an ONNX model, got text$/,
    ],
    [
      'a picture',
      bytesSource(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0)),
      /^bad\.onnx: expected an ONNX model, got a PNG picture$/,
    ],
    [
      'bytes of no known kind',
      bytesSource(Uint8Array.of(7, 6, 5, 4)),
      /^bad\.onnx: expected an ONNX model, got other data \(the file is damaged, or of another kind\)$/,
    ],
    [
      'random bytes that begin like a field, but of another type',
      bytesSource(Uint8Array.of(0x10, 0x96, 0x01, 0x2c, 0x9a)),
      /^bad\.onnx: expected an ONNX model, got other data \(the file is damaged, or of another kind\)$/,
    ],
    [
      'a model cut in two',
      bytesSource(small.subarray(0, small.length - 40)),
      /^bad\.onnx: expected a complete ONNX model, got one that lacks its last \d+ bytes \(the file is cut off, or of another kind\)$/,
    ],
    ['a file without a graph', written((w) => w.integer(1, 8)), /got a file without a graph/],
    [
      'two graphs',
      written((w) => [0, 1].forEach(() => w.message(7, () => w.text(2, 'g')))),
      /expected one graph, got a second one/,
    ],
    [
      'a node without an operator',
      written((w) => w.message(7, () => w.message(1, () => w.text(3, 'n')))),
      /expected a node with an operator, got none in node "n"/,
    ],
    [
      'an attribute twice',
      written((w) =>
        w.message(7, () =>
          w.message(1, () => {
            w.text(4, 'Relu');
            [0, 1].forEach(() => w.message(5, () => w.text(1, 'a')));
          }),
        ),
      ),
      /expected each attribute once, got "a" again/,
    ],
    [
      'a tensor of 2^60 elements',
      withTensor((w) => {
        w.integer(1, 2 ** 30);
        w.integer(1, 2 ** 30);
        w.integer(2, 1);
        w.text(8, 'w');
      }),
      /tensor "w" to have fewer than 2\^53 elements, got \(1073741824, 1073741824\)/,
    ],
    [
      'a tensor with a negative length',
      withTensor((w) => {
        w.integer(1, -4);
        w.integer(2, 1);
        w.text(8, 'w');
      }),
      /tensor "w" to have lengths from 0, got \(-4\)/,
    ],
    [
      'a tensor with too few bytes',
      withTensor((w) => {
        w.integer(1, 4);
        w.integer(2, 1);
        w.text(8, 'w');
        w.bytes(9, new Uint8Array(12));
      }),
      /tensor "w" to have 16 bytes, got 12/,
    ],
    [
      'a tensor without numbers',
      withTensor((w) => {
        w.integer(1, 4);
        w.integer(2, 1);
        w.text(8, 'w');
      }),
      /tensor "w" to hold 4 elements, got none/,
    ],
    [
      'a tensor outside of the folder',
      withTensor((w) => {
        w.integer(1, 4);
        w.integer(2, 1);
        w.text(8, 'w');
        w.integer(14, 1);
        w.message(13, () => {
          w.text(1, 'location');
          w.text(2, '../../etc/passwd');
        });
      }),
      /in a file of the model's own folder, got "\.\.\/\.\.\/etc\/passwd"/,
    ],
    [
      'graphs without end',
      written((w) => {
        const nest = (depth: number): void =>
          w.message(depth === 0 ? 7 : 6, () =>
            w.message(1, () => {
              w.text(4, 'If');
              if (depth < 40)
                w.message(5, () => {
                  w.text(1, 'then_branch');
                  nest(depth + 1);
                });
            }),
          );
        nest(0);
      }),
      /graphs nested at most 16 deep/,
    ],
  ])('refuses %s', async (_, source, message) => {
    await expect(readModel(source, 'bad.onnx')).rejects.toThrow(message);
  });

  it('bounds the number of things a file can make it keep', async () => {
    // Half a million one-byte names in a single node cost a few bytes each.
    const bomb = written((w) =>
      w.message(7, () => {
        for (let i = 0; i < 210_000; i++) w.bytes(1, new Uint8Array([0x22, 1, 65]));
      }),
    );
    await expect(readModel(bomb, 'bomb.onnx')).rejects.toThrow('expected at most 200000 nodes');
  });

  it('reads shapes of values that the file leaves open', async () => {
    const { graph } = await readModel(
      bytesSource(onnxModel({ nodes: [node('Relu', 'x', 'y')], inputs: [image([1, 'channels', 4])] })),
      'onnx',
    );
    expect(graph.inputs[0].dims).toEqual([1, 'channels', 4]);
  });
});
