import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { floats, image, int, ints, node } from '../../test/onnx-graph.js';
import { read, lines, ops, only, scalar, shapeAt } from '../../test/onnx-reading.js';

describe('operators', () => {
  it('convolutions bring their padding, whichever way it is written', async () => {
    const weight = floats('w', [4, 3, 3, 3]);
    const explicit = only(
      await read({
        nodes: [node('Conv', 'x w', 'y', { pads: ints([1, 1, 1, 1]), strides: ints([2, 2]) })],
        initializers: [weight],
      }),
    );
    expect(explicit.attrs).toEqual({
      kernel: [3, 3],
      stride: [2, 2],
      padding: [1, 1, 1, 1],
      dilation: [1, 1],
      outChannels: 4,
      groups: 1,
      bias: false,
    });
    const same = only(
      await read({
        nodes: [node('Conv', 'x w', 'y', { auto_pad: { text: 'SAME_UPPER' }, strides: ints([2, 2]) })],
        initializers: [weight],
      }),
    );
    expect((same.attrs as { padding: readonly number[] }).padding).toEqual([0, 0, 1, 1]);
  });

  it('matrix products take their weight whichever way round it is stored', async () => {
    const reading = await read({
      nodes: [
        node('Flatten', 'x', 'f'),
        node('Gemm', 'f a ba', 'h', { transB: int(1) }),
        node('MatMul', 'h b', 'm'),
        node('Add', 'm bb', 'y'),
      ],
      initializers: [
        floats('a', [5, 192]),
        floats('ba', [5]),
        floats('b', [5, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        floats('bb', [2]),
      ],
    });
    expect(lines(reading)).toEqual([
      'flatten {"axis":1}',
      'linear {"outFeatures":5,"bias":true}',
      'linear {"outFeatures":2,"bias":true}',
    ]);
    const last = reading.weights.get(reading.architecture.nodes[2].id);
    expect(last?.weight.shape).toEqual([2, 5]);
    expect([...((await last?.weight.load()) ?? [])]).toEqual([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]);
  });

  it('scalars become affine maps, joined where they follow each other', async () => {
    const reading = await read({
      nodes: [node('Sub', 'x a', 's'), node('Div', 's b', 'y')],
      initializers: [scalar('a', 2), scalar('b', 4)],
    });
    expect(lines(reading)).toEqual(['affine {"scale":0.25,"shift":-0.5}']);
  });

  it('learned vectors beside an activation become parameters, masks and pixels constants', async () => {
    const masked = await read({
      nodes: [node('Add', 'x m', 'y')],
      initializers: [floats('m', [8], [0, 0, -100, 0, -100, 0, 0, 0])],
    });
    expect(ops(masked)).toEqual(['constant', 'add']);
    const learned = await read({ nodes: [node('Add', 'x m', 'y')], initializers: [floats('m', [1, 3, 8, 8])] });
    expect([ops(learned), countCost(learned.architecture).params]).toEqual([['parameter', 'add'], 192]);
  });

  it('einsum products become matrix products', async () => {
    const reading = await read({
      inputs: [image(['batch', 2, 5, 4], 'q'), image(['batch', 2, 6, 4], 'k')],
      nodes: [node('Einsum', 'q k', 'y', { equation: { text: 'bhid,bhjd->bhij' } })],
    });
    expect([ops(reading), shapeAt(reading, 3)]).toEqual([
      ['transpose', 'matmul'],
      [3, 2, 5, 6],
    ]);
  });
});
