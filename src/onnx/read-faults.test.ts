import { describe, expect, it } from 'vitest';
import { floats, image, integers, ints, node, type ModelParts } from '../../test/onnx-graph.js';
import { bytesSource } from '../core/byte-source.js';
import { createProtoWriter } from './proto/writer.js';
import { readOnnx } from './read.js';
import { read, ops, shapeAt } from '../../test/onnx-reading.js';

describe('graphs that are wrong', () => {
  it.each<[string, ModelParts, string]>([
    [
      'a cycle',
      { nodes: [node('Add', 'x b', 'a', {}, 'first'), node('Relu', 'a', 'b'), node('Relu', 'b', 'y')] },
      'onnx: node "first": expected a graph without cycles',
    ],
    [
      'a name made twice',
      { nodes: [node('Relu', 'x', 'y'), node('Tanh', 'x', 'y', {}, 'again')] },
      'onnx: node "again": expected outputs with different names, got "y" again',
    ],
    [
      'an input that nobody makes',
      { nodes: [node('Relu', 'ghost', 'y', {}, 'n')] },
      'onnx: node "n": expected inputs that something defines, got "ghost"',
    ],
    [
      'an output that nobody makes',
      { nodes: [node('Relu', 'x', 'z')] },
      'onnx: output "y": expected a value that the graph computes',
    ],
    [
      'an unknown operator',
      { nodes: [node('Frobnicate', 'x', 'y', {}, 'n')] },
      'onnx: unsupported operator "Frobnicate" at node "n"',
    ],
    [
      'no input',
      { nodes: [node('Constant', '', 'y', { value: { tensor: floats('', [1]) } })], inputs: [] },
      'onnx: expected a graph with an input, got none',
    ],
    [
      'a map resized beyond memory',
      {
        nodes: [node('Resize', 'x - - sizes', 'y', { mode: { text: 'linear' } }, 'n')],
        initializers: [integers('sizes', [1, 3, 2 ** 40, 8])],
      },
      'onnx: node "n" (Resize): expected an output of 1 to 2^20 places an axis, got 1099511627776',
    ],
    [
      'an edge repeated beyond memory',
      {
        nodes: [node('Pad', 'x pads', 'y', { mode: { text: 'edge' } }, 'n')],
        initializers: [integers('pads', [0, 0, 2 ** 40, 0, 0, 0, 0, 0])],
      },
      'onnx: node "n" (Pad): expected constants of at most 4194304 elements, got (1099511627784)',
    ],
    [
      'an output padding of too few numbers',
      {
        nodes: [node('ConvTranspose', 'x w', 'y', { output_padding: ints([1]) }, 'n')],
        initializers: [floats('w', [3, 2, 3, 3])],
      },
      'onnx: node "n" (ConvTranspose): expected 2 numbers in output_padding, got 1',
    ],
    [
      'an output shape of too few numbers',
      {
        nodes: [node('ConvTranspose', 'x w', 'y', { output_shape: ints([8]) }, 'n')],
        initializers: [floats('w', [3, 2, 3, 3])],
      },
      'onnx: node "n" (ConvTranspose): expected 2 numbers in output_shape, got 1',
    ],
    [
      'a convolution by a vector',
      { nodes: [node('Conv', 'x w', 'y', {}, 'n')], initializers: [floats('w', [3])] },
      'onnx: node "n" (Conv): expected a weight of 4 axes, got (3)',
    ],
    [
      'nothing to gather',
      { nodes: [node('Gather', 'x none', 'y', { axis: { int: 1 } }, 'n')], initializers: [integers('none', [])] },
      'onnx: node "n" (Gather): expected indices, got none',
    ],
    ['an old operator set', { nodes: [node('Relu', 'x', 'y')], opset: 4 }, 'onnx: expected operator set 5 or newer, got 4'],
    [
      'an input of open size',
      { nodes: [node('Relu', 'x', 'y')], inputs: [image(['batch', 3, 'height', 8])] },
      'onnx: input "x": expected a fixed length of axis 2, got "height" (say its shape: `shape` x=1,3,224,8)',
    ],
    [
      'a weight that does not fit',
      { nodes: [node('Conv', 'x w', 'y', {}, 'n')], initializers: [floats('w', [4, 5, 3, 3])] },
      'onnx: node "n" (Conv): expected 5 input channels for this weight, got 3',
    ],
    [
      'a weight that the network computes',
      { nodes: [node('Relu', 'x', 'r'), node('Conv', 'x r', 'y', {}, 'n')] },
      'onnx: node "n" (Conv): expected a weight that is stored in the file, got one that the network computes',
    ],
    [
      'a constant beyond any bound',
      { nodes: [node('ConstantOfShape', 's', 'c', {}, 'n'), node('Add', 'x c', 'y')], initializers: [integers('s', [2 ** 40])] },
      'onnx: node "n" (ConstantOfShape): expected constants of at most 4194304 elements, got (1099511627776)',
    ],
    [
      'a kernel beyond any bound',
      { nodes: [node('MaxPool', 'x', 'y', { kernel_shape: ints([2 ** 40, 1]) }, 'n')] },
      'onnx: node "n" (MaxPool): expected kernel_shape from 1 to 65536, got 1099511627776, 1',
    ],
  ])('%s is named', async (_, parts, message) => {
    await expect(read(parts)).rejects.toThrow(message);
  });

  it('functions that call themselves are refused', async () => {
    const w = createProtoWriter();
    const call = (field: number): void =>
      w.message(field, () => {
        w.text(1, 'a');
        w.text(2, 'b');
        w.text(3, 'loop');
        w.text(4, 'f');
        w.text(7, 'mine');
      });
    w.message(7, () => {
      w.message(1, () => {
        w.text(1, 'x');
        w.text(2, 'y');
        w.text(4, 'f');
        w.text(7, 'mine');
      });
      w.message(11, () => w.text(1, 'x'));
      w.message(12, () => w.text(1, 'y'));
    });
    w.message(25, () => {
      w.text(1, 'f');
      w.text(10, 'mine');
      w.text(4, 'a');
      w.text(5, 'b');
      call(7);
    });
    w.message(8, () => w.integer(2, 17));
    await expect(readOnnx(bytesSource(w.finish()))).rejects.toThrow('expected functions that do not call themselves, got "f"');
  });

  it('open sizes can be given', async () => {
    const reading = await read(
      { nodes: [node('Relu', 'x', 'y')], inputs: [image(['batch', 3, 'height', 'width'])] },
      { shapes: { x: [1, 3, 32, 48] } },
    );
    expect(shapeAt(reading, 2)).toEqual([2, 3, 32, 48]);
  });

  it.each([
    [
      'another number of axes',
      [1, 3, 32],
      'onnx: input "x": expected a `shape` of 4 axes, as in the file (batch, 3, height, 8), got 1,3,32',
    ],
    ['other channels', [1, 4, 32, 8], 'onnx: input "x": expected the length 3 of axis 1, which the file fixes, got 4'],
    ['another width', [1, 3, 32, 9], 'onnx: input "x": expected the length 8 of axis 3, which the file fixes, got 9'],
  ])('a shape of %s than the file has is refused', async (_, shape, message) => {
    const parts = { nodes: [node('Relu', 'x', 'y')], inputs: [image(['batch', 3, 'height', 8])] };
    await expect(read(parts, { shapes: { x: shape } })).rejects.toThrow(message);
  });

  it('a shape for an input that is not there is refused, except among shapes of several models', async () => {
    const parts = { nodes: [node('Relu', 'x', 'y')] };
    const shapes = { z: [1, 3, 8, 8] };
    await expect(read(parts, { shapes })).rejects.toThrow('onnx: `shape`: expected the name of an input ("x"), got "z"');
    expect((await read(parts, { shapes, shapesOfMany: true })).inputNames).toEqual(['x']);
  });

  it('among the shapes of several models, one that the file fixes keeps its shape; an open one is still held against the file', async () => {
    const ofMany = (dims: readonly (number | string)[], shape: readonly number[]) =>
      read({ nodes: [node('Relu', 'x', 'y')], inputs: [image(dims)] }, { shapes: { x: shape }, shapesOfMany: true });
    const fixed = await ofMany(['batch', 3, 8, 8], [1, 3, 16, 16]);
    expect([fixed.architecture.inputs[0]?.shape, fixed.keptShapes]).toEqual([[1, 3, 8, 8], ['x']]);
    const otherAxes = await ofMany([1, 3, 8, 8], [1, 3, 16]);
    expect([otherAxes.architecture.inputs[0]?.shape, otherAxes.keptShapes]).toEqual([[1, 3, 8, 8], ['x']]);
    const open = await ofMany(['batch', 3, 'height', 8], [1, 3, 16, 8]);
    expect([open.architecture.inputs[0]?.shape, open.keptShapes]).toEqual([[1, 3, 16, 8], []]);
    expect((await ofMany(['batch', 3, 8, 8], [2, 3, 8, 8])).keptShapes).toEqual([]);
    await expect(ofMany(['batch', 3, 'height', 8], [1, 3, 16, 16])).rejects.toThrow('expected the length 8 of axis 3');
  });

  it('behind an unsupported node, faults are marked as possible consequences; others are not', async () => {
    const { unsupported } = await read(
      {
        nodes: [
          node('Frobnicate', 'x', 'a', {}, 'first'),
          node('Relu', 'a', 'b'),
          node('Conv', 'b w', 'c', {}, 'behind'),
          node('Conv', 'x w', 'd', {}, 'apart'),
          node('Add', 'c d', 'y'),
        ],
        initializers: [floats('w', [4, 5, 3, 3])],
      },
      { keepsForeign: true },
    );
    expect(unsupported.slice(0, 3).map(({ node: name, isBehind }) => [name, isBehind])).toEqual([
      ['first', undefined],
      ['behind', true],
      ['apart', undefined],
    ]);
  });

  it('a length that is the batch is called so', async () => {
    const parts = { nodes: [node('Transpose', 'x', 't', { perm: ints([1, 2, 3, 0]) }), node('MatMul', 't w', 'y', {}, 'n')] };
    await expect(read({ ...parts, initializers: [floats('w', [5, 2])] })).rejects.toThrow(
      'node "n" (MatMul): expected 5 input features for this weight, got the length of the batch',
    );
  });

  it('with partial the rest is read, and skipped operators are listed', async () => {
    const reading = await read({ nodes: [node('Frobnicate', 'x', 'z', {}, 'n'), node('Relu', 'z', 'y')] }, { partial: true });
    expect(ops(reading)).toEqual(['identity', 'relu']);
    expect(reading.unsupported).toEqual([
      { op: 'Frobnicate', node: 'n', message: 'onnx: unsupported operator "Frobnicate" at node "n"' },
    ]);
  });
});
