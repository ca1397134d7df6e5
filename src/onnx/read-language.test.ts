/** What files of language models ask of a reader: lengths named once, earlier tokens, positions, inputs that never change. */
import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { inferShapes } from '../arch/infer.js';
import { canonicalHash } from '../arch/canonical.js';
import { bytesSource } from '../core/byte-source.js';
import { float, floats, image, int, integers, node, onnxModel, type ModelParts } from '../../test/onnx-graph.js';
import type { Call } from './import/call.js';
import { elementwise } from './import/fold/elementwise.js';
import { readOnnx, type ReadOnnxOptions } from './read.js';
import { writeOnnx } from './write.js';

const read = (parts: ModelParts, options: ReadOnnxOptions = {}) =>
  readOnnx(bytesSource(onnxModel(parts)), { where: 'net.onnx', ...options });
const tokens = (name: string) => ({ name, type: 'int64', dims: ['batch', 'length'] }) as const;

describe('lengths that a file names', () => {
  const parts: ModelParts = {
    inputs: [tokens('ids'), tokens('segments')],
    nodes: [node('Gather', 'words ids', 'a'), node('Gather', 'kinds segments', 'b'), node('Add', 'a b', 'y')],
    initializers: [floats('words', [9, 4]), floats('kinds', [2, 4])],
  };

  it('are those of every input once one of them is given', async () => {
    const { architecture } = await read(parts, { shapes: { ids: [1, 7] } });
    expect(architecture.inputs.map(({ shape }) => shape)).toEqual([
      [1, 7],
      [1, 7],
    ]);
    await expect(read(parts)).rejects.toThrow('input "ids": expected a fixed length of axis 1, got "length"');
  });

  it('leave an input that is always one number as long as the others', async () => {
    const { architecture } = await read(parts, { shapes: { ids: [1, 7] }, set: { segments: 1 } });
    expect(architecture.inputs.map(({ id }) => id)).toEqual(['ids']);
    expect(inferShapes(architecture, 3).get(architecture.outputs[0])).toEqual([3, 7, 4]);
    expect(countCost(architecture).params).toBe(9 * 4 + 2 * 4);
    await expect(read(parts, { shapes: { ids: [1, 7] }, set: { segments: 5 } })).rejects.toThrow(
      'expected indices below 2, got 5',
    );
  });
});

describe('keys and values of earlier tokens', () => {
  it('in one tensor have their batch second', async () => {
    const { architecture } = await read({
      inputs: [image(['batch', 3, 4]), image([2, 'batch', 5, 4], 'past')],
      nodes: [
        node('Gather', 'past zero', 'keys', { axis: int(0) }),
        node('Concat', 'keys x', 'all', { axis: int(1) }),
        node('MatMul', 'all w', 'y'),
      ],
      initializers: [integers('zero', [0], []), floats('w', [4, 2])],
    });
    expect(architecture.inputs[1]).toMatchObject({ id: 'past', shape: [1, 2, 5, 4] });
    expect(inferShapes(architecture, 3).get(architecture.outputs[0])).toEqual([3, 8, 2]);
  });
});

describe('numbers of the file', () => {
  it('are cut where float32 puts them: a position on a logarithmic scale', () => {
    const cast = elementwise['Cast'];
    const call = { int: () => 7 } as unknown as Call;
    // log(4 / 2) / log(4) x 2 is 1 in float32 and just below in double precision.
    const nearOne = (Math.log(2) / 1.3862943649291992) * 2;
    expect(nearOne).toBeLessThan(1);
    const numbers = { kind: 'known', shape: [4], data: [nearOne, 0.99, -nearOne, 2 ** 23 + 0.5], isFloat: true } as const;
    expect(cast(call, [numbers])).toMatchObject({ data: [1, 0, -1, 2 ** 23], isFloat: false });
  });

  it('stay the same after a trip through a file: the largest float32, angles, masks', async () => {
    const { architecture, weights } = await read({
      inputs: [image(['batch', 2, 2])],
      nodes: [
        node('Elu', 'x', 'a', { alpha: float(1) }),
        node('Cos', 'angles', 'cos'),
        node('Mul', 'a cos', 'b'),
        node('Where', 'seen b low', 'y'),
      ],
      initializers: [
        floats('angles', [2, 2], [0.1, 0.2, 0.3, 0.4]),
        { name: 'seen', type: 'bool', dims: [2, 2], bytes: Uint8Array.of(1, 0, 1, 1) },
        floats('low', [], [-1e4]),
      ],
    });
    const again = await readOnnx(bytesSource(await writeOnnx(architecture, { weights })));
    expect(canonicalHash(again.architecture)).toBe(canonicalHash(architecture));
  });
});

describe('absurd arguments', () => {
  it('end with one line: an axis of broadcasting that is none', async () => {
    await expect(
      read({
        nodes: [node('Add', 'x b', 'y', { broadcast: int(1), axis: int(-(2 ** 31)) })],
        initializers: [floats('b', [3])],
        opset: 6,
      }),
    ).rejects.toThrow('expected an axis from -4 to 3, got -2147483648');
  });

  it.each([
    ['RotaryEmbedding', 'x places cos sin', 'expected'],
    ['GroupQueryAttention', 'x x x - - - - cos sin', 'expected'],
    ['MatMulNBits', 'x w s', 'expected'],
  ])('%s with lengths beyond any bound is refused', async (op, inputs, message) => {
    const huge = 2 ** 40;
    const attrs = {
      num_heads: int(huge),
      kv_num_heads: int(1),
      K: int(huge),
      N: int(huge),
      block_size: int(16),
      do_rotary: int(1),
    };
    await expect(
      read({
        inputs: [image(['batch', 1e6, 16])],
        nodes: [{ ...node(op, inputs, 'y', attrs), domain: 'com.microsoft' }],
        initializers: [integers('places', [0]), floats('cos', [4, 2]), floats('sin', [4, 2]), floats('s', [4]), floats('w', [4])],
        domains: { 'com.microsoft': 1 },
      }),
    ).rejects.toThrow(message);
  });
});
