import { describe, expect, it } from 'vitest';
import { floats, int, node } from '../../test/onnx-graph.js';
import { read, lines, ops, scalar } from '../../test/onnx-reading.js';

describe('quantised and fused operators', () => {
  const int8 = (name: string, dims: readonly number[], values: readonly number[]): ReturnType<typeof floats> => ({
    name,
    type: 'int8',
    dims,
    bytes: Uint8Array.from(values),
  });

  it('stored integers are the weights they encode', async () => {
    const reading = await read({
      nodes: [node('DequantizeLinear', 'q s z', 'w', { axis: int(0) }), node('Conv', 'x w', 'y')],
      initializers: [int8('q', [2, 3, 1, 1], [1, 2, 3, 4, 5, 6]), floats('s', [2], [0.5, 2]), int8('z', [2], [1, 0])],
    });
    expect(ops(reading)).toEqual(['conv']);
    expect([...(await [...reading.weights.values()][0].weight.load())]).toEqual([0, 0.5, 1, 8, 10, 12]);
  });

  it('weights with too few scales are an error of the file once they are read', async () => {
    const reading = await read({
      nodes: [node('DequantizeLinear', 'q s', 'w', { axis: int(0) }, 'n'), node('Conv', 'x w', 'y')],
      initializers: [int8('q', [3, 3, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]), floats('s', [2], [0.5, 2])],
    });
    await expect([...reading.weights.values()][0].weight.load()).rejects.toThrow(
      'onnx: node "n" (DequantizeLinear): expected a scale and a zero point for each part of the weight, got 2 for part 3',
    );
  });

  it('comparisons that make rectifiers are rectifiers', async () => {
    const zero = scalar('zero', 0);
    const relu = await read({ nodes: [node('Greater', 'x zero', 'g'), node('Where', 'g x zero', 'y')], initializers: [zero] });
    expect(ops(relu)).toEqual(['relu']);
    const leaky = await read({
      nodes: [node('Greater', 'x zero', 'g'), node('Mul', 'x slope', 'm'), node('Where', 'g x m', 'y')],
      initializers: [zero, scalar('slope', 0.25)],
    });
    expect(lines(leaky)).toEqual(['leakyRelu {"slope":0.25}']);
  });
});
