import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../arch/canonical.js';
import { countCost } from '../arch/cost.js';
import { parseArchitecture, printArchitecture } from '../arch/json.js';
import { floats, int, ints, node, type ModelParts } from '../../test/onnx-graph.js';
import { bytesSource } from '../core/byte-source.js';
import { toPyTorch } from '../pytorch/to-pytorch.js';
import { readOnnx } from './read.js';
import { writeOnnx } from './write.js';
import { read } from '../../test/onnx-reading.js';

describe('what is a parameter', () => {
  const params = async (parts: ModelParts): Promise<number> => countCost((await read(parts)).architecture).params;
  const constant = (name: string, tensor: ReturnType<typeof floats>): ReturnType<typeof node> =>
    node('Constant', '', name, { value: { tensor: { ...tensor, name: '' } } });
  const conv = node('Conv', 'x w', 'c');
  const weight = floats('w', [4, 3, 1, 1]);
  const values = (length: number): number[] => Array.from({ length }, (_, i) => i + 0.5);

  it.each<[string, readonly number[], (beside: string) => ModelParts['nodes'], number]>([
    ['a bias added', [1, 4, 1, 1], (b) => [conv, node('Add', `c ${b}`, 'y')], 12 + 4],
    ['a scale by channel', [4, 1, 1], (b) => [conv, node('Mul', `c ${b}`, 'y')], 12 + 4],
    ['a slope for all', [1], (b) => [conv, node('PRelu', `c ${b}`, 'y')], 12 + 1],
    ['a bias for all of a Gemm', [], (b) => [node('Flatten', 'x', 'f'), node('Gemm', `f g ${b}`, 'y')], 192 * 2 + 1],
    ['a bias of a Gemm', [2], (b) => [node('Flatten', 'x', 'f'), node('Gemm', `f g ${b}`, 'y')], 192 * 2 + 2],
  ])('%s counts the same in a Constant node and as an initializer', async (_, dims, nodes, expected) => {
    const beside = floats('b', dims, values(dims.reduce((a, b) => a * b, 1)));
    const stored = [weight, floats('g', [192, 2])];
    expect(await params({ nodes: nodes('b'), initializers: [...stored, beside] })).toBe(expected);
    expect(await params({ nodes: [constant('b', beside), ...nodes('b')], initializers: stored })).toBe(expected);
  });

  it('one number that only scales, and numbers that prepare the input, are none', async () => {
    const initializers = [
      weight,
      floats('k', [], [255]),
      floats('m', [1, 3, 1, 1], [0.4, 0.5, 0.6]),
      floats('d', [3, 1, 1], [1, 2, 3]),
    ];
    const nodes = [
      node('Div', 'x k', 'n'),
      node('Sub', 'n m', 's'),
      node('Div', 's d', 'z'),
      node('Conv', 'z w', 'c'),
      node('Mul', 'c k', 'y'),
    ];
    expect(await params({ nodes, initializers })).toBe(12);
  });

  it('a scale a group is learned a group, until operator set 20', async () => {
    const parts = (length: number): ModelParts => ({
      nodes: [conv, node('GroupNormalization', 'c s b', 'y', { num_groups: int(2) })],
      initializers: [weight, floats('s', [length]), floats('b', [length])],
    });
    expect(await params({ ...parts(2), opset: 18 })).toBe(12 + 4);
    expect(await params({ ...parts(4), opset: 21 })).toBe(12 + 8);
  });

  it('a tensor used twice is one, and is exported as one', async () => {
    const nodes = [node('Conv', 'x w b', 'c'), node('Relu', 'c', 'r'), node('Conv', 'r w b', 'y')];
    const initializers = [floats('w', [3, 3, 1, 1]), floats('b', [3])];
    const { architecture, weights } = await read({ nodes, initializers });
    expect(countCost(architecture)).toEqual({ params: 12, macs: 2 * 64 * 3 * 4 });
    expect(architecture.nodes[2].shares).toEqual({ weight: 'c/weight', bias: 'c/bias' });
    const again = await readOnnx(bytesSource(await writeOnnx(architecture, { weights })));
    expect(canonicalHash(again.architecture)).toBe(canonicalHash(architecture));
    expect(canonicalHash(architecture)).not.toBe(
      canonicalHash({ ...architecture, nodes: architecture.nodes.map(({ shares: _, ...rest }) => rest) as never }),
    );
    expect(toPyTorch(architecture).source).toContain('self.y.weight = self.c.weight');
    expect(parseArchitecture(printArchitecture(architecture), 'json')).toEqual(architecture);
  });

  it('a matrix used both ways round is one, and tensors of one number are their own', async () => {
    const nodes = [
      node('Flatten', 'x', 'f'),
      node('Gemm', 'f w', 'a', { transB: int(1) }),
      node('Transpose', 'w', 't', { perm: ints([1, 0]) }),
      node('MatMul', 'f t', 'b'),
      node('Add', 'a b', 'y'),
    ];
    expect(await params({ nodes, initializers: [floats('w', [5, 192])] })).toBe(960);
    const norm = (x: string, y: string): ReturnType<typeof node> => node('InstanceNormalization', `${x} one zero`, y);
    const initializers = [floats('one', [3], [1, 1, 1]), floats('zero', [3], [0, 0, 0])];
    expect(await params({ nodes: [norm('x', 'h'), norm('h', 'y')], initializers })).toBe(12);
  });
});
