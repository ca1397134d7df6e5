import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { floats, image, int, integers, ints, node } from '../../test/onnx-graph.js';
import { bytesSource } from '../core/byte-source.js';
import { createProtoWriter } from './proto/writer.js';
import { readOnnx } from './read.js';
import { read, lines, ops, shapeAt } from '../../test/onnx-reading.js';

describe('shapes', () => {
  it('arithmetic on shapes is computed, for any batch', async () => {
    const reading = await read({
      nodes: [
        node('Shape', 'x', 's'),
        node('Gather', 's zero', 'n'),
        node('Unsqueeze', 'n axis', 'n1'),
        node('Concat', 'n1 rest', 't', { axis: int(0) }),
        node('Reshape', 'x t', 'y'),
      ],
      initializers: [integers('zero', [0], []), integers('axis', [0]), integers('rest', [-1])],
    });
    expect([lines(reading), shapeAt(reading, 5)]).toEqual([['reshape {"shape":[0,192]}'], [5, 192]]);
  });

  it.each([
    ['a batch in front', [1, 12, 16], [1, 192], [7, 192]],
    ['samples among rows of a matrix', [1, 12, 16], [12, 16], [84, 16]],
    ['heads split off channels while the batch is second', [1, 12, 16], [12, 4, 4], [84, 4, 4]],
  ])('a file written for a batch of 1 is read for any: %s', async (_, input, target, atSeven) => {
    const reading = await read({
      inputs: [image(input)],
      nodes: [node('Reshape', 'x t', 'y')],
      initializers: [integers('t', target)],
    });
    expect(shapeAt(reading, 7)).toEqual(atSeven);
  });

  it('heads are split with the batch between tokens and channels, as torch.nn.MultiheadAttention does', async () => {
    const reading = await read({
      inputs: [image([1, 12, 16])],
      nodes: [
        node('Transpose', 'x', 't', { perm: ints([1, 0, 2]) }),
        node('Reshape', 't h', 'r'),
        node('Transpose', 'r', 'a', { perm: ints([1, 0, 2]) }),
        node('MatMul', 'a b', 'p'),
        node('Transpose', 'r', 'b', { perm: ints([1, 2, 0]) }),
        node('Relu', 'p', 'y'),
      ],
      initializers: [integers('h', [12, 2, 8])],
    });
    expect(shapeAt(reading, 5)).toEqual([10, 12, 12]);
  });

  it('a class token is repeated along the batch of what it is joined to', async () => {
    const reading = await read({
      inputs: [image(['batch', 4, 6])],
      nodes: [
        node('Shape', 'x', 's'),
        node('Slice', 's z o', 'n'),
        node('Concat', 'n r', 't', { axis: int(0) }),
        node('Expand', 'token t', 'e'),
        node('Concat', 'e x', 'y', { axis: int(1) }),
      ],
      initializers: [floats('token', [1, 1, 6]), integers('z', [0]), integers('o', [1]), integers('r', [1, 6])],
    });
    expect([ops(reading), shapeAt(reading, 9), countCost(reading.architecture).params]).toEqual([
      ['parameter', 'concat'],
      [9, 5, 6],
      6,
    ]);
  });

  it('branches with a known condition are taken', async () => {
    const w = createProtoWriter();
    const branch = (op: string): void =>
      w.message(6, () => {
        w.message(1, () => {
          w.text(1, 'x');
          w.text(2, `${op}.out`);
          w.text(4, op);
        });
        w.text(2, op);
        w.message(12, () => w.text(1, `${op}.out`));
      });
    w.message(7, () => {
      w.message(1, () => {
        w.text(1, 'c');
        w.text(2, 'y');
        w.text(4, 'If');
        for (const [name, op] of [
          ['then_branch', 'Relu'],
          ['else_branch', 'Tanh'],
        ])
          w.message(5, () => {
            w.text(1, name);
            branch(op);
            w.integer(20, 5);
          });
      });
      w.message(5, () => {
        w.integer(2, 9);
        w.text(8, 'c');
        w.bytes(9, new Uint8Array([0]));
      });
      w.message(11, () => {
        w.text(1, 'x');
        w.message(2, () =>
          w.message(1, () => {
            w.integer(1, 1);
            w.message(2, () => [2, 3].forEach((n) => w.message(1, () => w.integer(1, n))));
          }),
        );
      });
      w.message(12, () => w.text(1, 'y'));
    });
    w.message(8, () => w.integer(2, 17));
    expect(ops(await readOnnx(bytesSource(w.finish())))).toEqual(['tanh']);
  });
});
