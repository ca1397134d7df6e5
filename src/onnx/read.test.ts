import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../arch/canonical.js';
import { countCost } from '../arch/cost.js';
import { inferShapes } from '../arch/infer.js';
import { parseArchitecture, printArchitecture } from '../arch/json.js';
import type { ArchNode } from '../arch/types.js';
import { float, floats, image, int, integers, ints, node, onnxModel, type ModelParts } from '../../test/onnx-graph.js';
import { bytesSource } from '../core/byte-source.js';
import { createProtoWriter } from './proto/writer.js';
import { toPyTorch } from '../pytorch/to-pytorch.js';
import { readOnnx, type OnnxReading, type ReadOnnxOptions } from './read.js';
import { writeOnnx } from './write.js';

const read = (parts: ModelParts, options?: ReadOnnxOptions): Promise<OnnxReading> =>
  readOnnx(bytesSource(onnxModel(parts)), options);
/** `op attrs` of every node, in order. */
const lines = ({ architecture }: OnnxReading): string[] =>
  architecture.nodes.map(({ op, attrs }) => `${op} ${JSON.stringify(attrs)}`);
const ops = ({ architecture }: OnnxReading): string[] => architecture.nodes.map(({ op }) => op);
const only = ({ architecture }: OnnxReading): ArchNode => {
  expect(architecture.nodes.length).toBe(1);
  return architecture.nodes[0];
};
const scalar = (name: string, value: number): ReturnType<typeof floats> => floats(name, [], [value]);
const shapeAt = ({ architecture }: OnnxReading, batch: number): readonly number[] | undefined =>
  inferShapes(architecture, batch).get(architecture.outputs[0]);

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
      'onnx: node "again": expected outputs with names of their own, got "y" again',
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

  it('with partial the rest is read, and skipped operators are listed', async () => {
    const reading = await read({ nodes: [node('Frobnicate', 'x', 'z', {}, 'n'), node('Relu', 'z', 'y')] }, { partial: true });
    expect(ops(reading)).toEqual(['identity', 'relu']);
    expect(reading.unsupported).toEqual([
      { op: 'Frobnicate', node: 'n', message: 'onnx: unsupported operator "Frobnicate" at node "n"' },
    ]);
  });
});

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

describe('what ends a network', () => {
  const conv = node('Conv', 'x w', 'c');
  const initializers = [floats('w', [4, 3, 1, 1])];

  it('a tail that decodes is cut off, and said once', async () => {
    const reading = await read({
      nodes: [conv, node('ArgMax', 'c', 'best', {}, 'n'), node('Cast', 'best', 'y', { to: int(1) })],
      initializers,
    });
    expect([ops(reading), reading.architecture.outputs, reading.tails]).toEqual([['conv'], ['c'], [{ op: 'ArgMax', node: 'n' }]]);
    const compared = await read({
      nodes: [conv, node('Greater', 'c h', 'y')],
      initializers: [...initializers, scalar('h', 0.5)],
    });
    expect([ops(compared), compared.tails.map(({ op }) => op)]).toEqual([['conv'], ['Greater']]);
  });

  it('is named by the user, a value or a node', async () => {
    const nodes = [conv, node('Relu', 'c', 'r', {}, 'act'), node('Frobnicate', 'r', 'y')];
    const reading = await read({ nodes, initializers }, { outputs: ['act', 'c'] });
    expect([ops(reading), reading.architecture.outputs]).toEqual([
      ['conv', 'relu'],
      ['act', 'c'],
    ]);
    await expect(read({ nodes, initializers }, { outputs: ['rr'] })).rejects.toThrow(
      '`outputs`: expected names of values or nodes',
    );
  });

  it('an operator that nothing runs is kept and counted, with the shape that the file states', async () => {
    const reading = await read(
      { nodes: [conv, node('Frobnicate', 'c v', 'y')], initializers: [...initializers, floats('v', [70])] },
      { keepsForeign: true },
    );
    expect(lines(reading)[1]).toBe('foreign {"operator":"Frobnicate","shape":[0,4,8,8],"params":70}');
    expect(countCost(reading.architecture)).toEqual({ params: 82, macs: 64 * 12 });
    await expect(writeOnnx(reading.architecture, { weights: 'inputs' })).rejects.toThrow('got Frobnicate');
  });

  it('partial reading that leaves nothing is an error', async () => {
    const nodes = [node('Frobnicate', 'x', 'z'), node('Conv', 'z v', 'y')];
    await expect(read({ nodes, initializers: [floats('v', [4, 5, 1, 1])] }, { partial: true })).rejects.toThrow(
      'expected a network of which something with weights can be read, got 2 of 2 operators skipped and no weight left',
    );
  });
});

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
