import { describe, expect, it } from 'vitest';
import { countCost } from '../arch/cost.js';
import { float, floats, image, integers, ints, node, type ModelParts } from '../../test/onnx-graph.js';
import { read, lines, ops, only, scalar } from '../../test/onnx-reading.js';

describe("exporters' habits", () => {
  const eps = scalar('eps', 1e-6);
  const gelu = (order: 'outside' | 'inside'): ModelParts => ({
    nodes: [
      node('Div', 'x root', 'd'),
      node('Erf', 'd', 'e'),
      node('Add', 'e one', 'g'),
      ...(order === 'outside'
        ? [node('Mul', 'x g', 'm'), node('Mul', 'm half', 'y')]
        : [node('Mul', 'x half', 'm'), node('Mul', 'm g', 'y')]),
    ],
    initializers: [scalar('root', Math.SQRT2), scalar('one', 1), scalar('half', 0.5)],
  });

  it.each<[string, string, ModelParts]>([
    ['GELU with its half outside', 'gelu {"approximate":"none"}', gelu('outside')],
    ['GELU with its half inside', 'gelu {"approximate":"none"}', gelu('inside')],
    [
      'GELU by tanh',
      'gelu {"approximate":"tanh"}',
      {
        nodes: [
          node('Pow', 'x three', 'p'),
          node('Mul', 'p c', 'q'),
          node('Add', 'x q', 's'),
          node('Mul', 's r', 't'),
          node('Tanh', 't', 'h'),
          node('Add', 'h one', 'g'),
          node('Mul', 'x half', 'm'),
          node('Mul', 'm g', 'y'),
        ],
        initializers: [
          scalar('three', 3),
          scalar('c', 0.044715),
          scalar('r', Math.sqrt(2 / Math.PI)),
          scalar('one', 1),
          scalar('half', 0.5),
        ],
      },
    ],
    ['SiLU', 'silu {}', { nodes: [node('Sigmoid', 'x', 's'), node('Mul', 'x s', 'y')] }],
    [
      'hard swish by HardSigmoid',
      'hardSwish {}',
      { nodes: [node('HardSigmoid', 'x', 's', { alpha: float(1 / 6), beta: float(0.5) }), node('Mul', 's x', 'y')] },
    ],
    [
      'hard swish by a clipped sum',
      'hardSwish {}',
      {
        nodes: [node('Add', 'x three', 'a'), node('Clip', 'a zero six', 'c'), node('Mul', 'x c', 'm'), node('Div', 'm six', 'y')],
        initializers: [scalar('three', 3), scalar('zero', 0), scalar('six', 6)],
      },
    ],
    [
      'hard sigmoid by a clipped sum',
      'hardSigmoid {}',
      {
        nodes: [node('Add', 'x three', 'a'), node('Clip', 'a zero six', 'c'), node('Div', 'c six', 'y')],
        initializers: [scalar('three', 3), scalar('zero', 0), scalar('six', 6)],
      },
    ],
    ['ReLU as Clip', 'relu {}', { nodes: [node('Clip', 'x zero', 'y')], initializers: [scalar('zero', 0)] }],
    [
      'layer norm in means and roots',
      'layerNorm {"axis":-1,"eps":0.000001,"affine":true}',
      {
        nodes: [
          node('ReduceMean', 'x', 'm', { axes: ints([-1]) }),
          node('Sub', 'x m', 'd'),
          node('Pow', 'd two', 'p'),
          node('ReduceMean', 'p', 'v', { axes: ints([-1]) }),
          node('Add', 'v eps', 'e'),
          node('Sqrt', 'e', 'r'),
          node('Div', 'd r', 'n'),
          node('Mul', 'n g', 's'),
          node('Add', 's b', 'y'),
        ],
        initializers: [scalar('two', 2), eps, floats('g', [8]), floats('b', [8])],
      },
    ],
    [
      'group norm as an instance norm of groups',
      'groupNorm {"groups":3,"eps":0.00001,"affine":true}',
      {
        inputs: [image(['batch', 6, 4, 4])],
        nodes: [
          node('Constant', '', 'ones', { value: { tensor: floats('', [3], [1, 1, 1]) } }),
          node('Constant', '', 'zeros', { value: { tensor: floats('', [3], [0, 0, 0]) } }),
          node('Reshape', 'x to', 'r'),
          node('InstanceNormalization', 'r ones zeros', 'n', { epsilon: float(1e-5) }),
          node('Shape', 'x', 's'),
          node('Reshape', 'n s', 'o'),
          node('Mul', 'o g', 'h'),
          node('Add', 'h b', 'y'),
        ],
        initializers: [integers('to', [0, 3, -1]), floats('g', [6, 1, 1]), floats('b', [6, 1, 1])],
      },
    ],
    [
      'batch norm taken apart',
      'batchNorm {"eps":0.00001,"affine":true}',
      {
        nodes: [node('Sub', 'x m', 'a'), node('Mul', 'a i', 'b'), node('Mul', 'b g', 'c'), node('Add', 'c s', 'y')],
        initializers: ['m', 'i', 'g', 's'].map((name) => floats(name, [1, 3, 1, 1])),
      },
    ],
  ])('%s is folded', async (_, expected, parts) => {
    expect(lines(await read(parts))).toEqual([expected]);
  });

  it('padding by a node of its own becomes the padding of a convolution', async () => {
    const reading = await read({
      nodes: [node('Pad', 'x p', 'q'), node('Conv', 'q w', 'y')],
      initializers: [integers('p', [0, 0, 1, 2, 0, 0, 3, 4]), floats('w', [2, 3, 3, 3])],
    });
    expect((only(reading).attrs as { padding: readonly number[] }).padding).toEqual([1, 2, 3, 4]);
  });

  it('zeros before a max pool stay where they could win', async () => {
    const pool = node('MaxPool', 'q', 'y', { kernel_shape: ints([3, 3]) });
    const pads = integers('p', [0, 0, 1, 1, 0, 0, 1, 1]);
    expect(ops(await read({ nodes: [node('Pad', 'x p', 'q'), pool], initializers: [pads] }))).toEqual(['pad', 'maxPool']);
    expect(ops(await read({ nodes: [node('Relu', 'x', 'r'), node('Pad', 'r p', 'q'), pool], initializers: [pads] }))).toEqual([
      'relu',
      'maxPool',
    ]);
  });

  it('a batch norm that was merged into a convolution is put back where the names tell, unless that is not wanted', async () => {
    const parts: ModelParts = {
      nodes: [node('Conv', 'x onnx::Conv_1 onnx::Conv_2', 'y')],
      initializers: [floats('onnx::Conv_1', [4, 3, 1, 1]), floats('onnx::Conv_2', [4])],
    };
    const restored = await read(parts);
    expect([ops(restored), countCost(restored.architecture).params]).toEqual([['conv', 'batchNorm'], 12 + 8]);
    expect(ops(await read(parts, { norms: 'merged' }))).toEqual(['conv']);
    expect(
      ops(
        await read({
          nodes: [node('Conv', 'x conv.weight conv.bias', 'y')],
          initializers: [floats('conv.weight', [4, 3, 1, 1]), floats('conv.bias', [4])],
        }),
      ),
    ).toEqual(['conv']);
  });

  it('a channels-last image is fed channels first', async () => {
    const reading = await read({
      inputs: [image(['batch', 8, 9, 3])],
      nodes: [node('Transpose', 'x', 't', { perm: ints([0, 3, 1, 2]) }), node('Relu', 't', 'y')],
    });
    expect([ops(reading), reading.architecture.inputs[0].shape]).toEqual([['relu'], [1, 3, 8, 9]]);
  });

  it('squeeze and excitation stays a gate', async () => {
    const reading = await read({
      nodes: [
        node('GlobalAveragePool', 'x', 'p'),
        node('Conv', 'p a', 'h'),
        node('Relu', 'h', 'r'),
        node('Conv', 'r b', 'k'),
        node('Sigmoid', 'k', 'g'),
        node('Mul', 'x g', 'y'),
      ],
      initializers: [floats('a', [2, 3, 1, 1]), floats('b', [3, 2, 1, 1])],
    });
    expect(ops(reading)).toEqual(['globalAvgPool', 'conv', 'relu', 'conv', 'sigmoid', 'mul']);
  });
});
