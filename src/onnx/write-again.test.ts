/** Files that Assay wrote, read and written again: drawn weights follow the ids of nodes, so these must stay. */
import { describe, expect, it } from 'vitest';
import { floats, image, int, integers, ints, node, onnxModel, type ModelParts } from '../../test/onnx-graph.js';
import { createArchBuilder } from '../arch/build.js';
import { canonicalHash } from '../arch/canonical.js';
import { parametersOf } from '../arch/parameters.js';
import type { ArchNode, Architecture } from '../arch/types.js';
import { bytesSource } from '../core/byte-source.js';
import { readOnnx } from './read.js';
import { writeOnnx } from './write.js';

const sequence = image(['batch', 5, 3]);
const stepsFirst = node('Transpose', 'x', 'steps', { perm: ints([1, 0, 2]) });
const classifier = [floats('cw', [4, 2]), floats('cb', [2])];
const both = { text: 'bidirectional' };

const files: { readonly [title: string]: ModelParts } = {
  'a GRU whose last state is read': {
    nodes: [
      stepsFirst,
      node('GRU', 'steps w r b', 'all last', { hidden_size: int(4), linear_before_reset: int(1) }),
      node('Squeeze', 'last axis', 'state'),
      node('Gemm', 'state cw cb', 'y'),
    ],
    initializers: [floats('w', [1, 12, 3]), floats('r', [1, 12, 4]), floats('b', [1, 24]), integers('axis', [0]), ...classifier],
    inputs: [sequence],
  },
  'an LSTM of both directions, and one on top whose cell is read': {
    nodes: [
      stepsFirst,
      node('LSTM', 'steps w r', 'first', { hidden_size: int(4), direction: both }),
      node('Transpose', 'first', 'turned', { perm: ints([0, 2, 1, 3]) }),
      node('Reshape', 'turned joined', 'wide'),
      node('LSTM', 'wide w2 r2 b2', '- - cell', { hidden_size: int(4) }),
      node('Squeeze', 'cell axis', 'state'),
      node('Gemm', 'state cw cb', 'y'),
    ],
    initializers: [
      floats('w', [2, 16, 3]),
      floats('r', [2, 16, 4]),
      floats('w2', [1, 16, 8]),
      floats('r2', [1, 16, 4]),
      floats('b2', [1, 32]),
      integers('joined', [0, 0, -1]),
      integers('axis', [0]),
      ...classifier,
    ],
    inputs: [sequence],
  },
  'an RNN in reverse, named by paths': {
    nodes: [stepsFirst, node('RNN', 'steps w r', '/rnn/RNN_output_0', { hidden_size: int(4), direction: { text: 'reverse' } })],
    initializers: [floats('w', [1, 4, 3]), floats('r', [1, 4, 4])],
    inputs: [sequence],
    outputs: ['/rnn/RNN_output_0'],
  },
  'a learned tensor that two operators read, and a learned slope': {
    nodes: [
      node('Mul', 'x gate', 'gated'),
      node('PRelu', 'gated slope', 'bent'),
      node('Mul', 'bent gate', 'again'),
      node('Conv', 'again w', 'y'),
    ],
    initializers: [floats('gate', [1, 3, 1, 1]), floats('slope', [3, 1, 1]), floats('w', [2, 3, 1, 1])],
  },
  'a learned tensor that is given out': {
    nodes: [node('Conv', 'x w', 'y'), node('Identity', 'table', 'rows')],
    initializers: [floats('w', [2, 3, 1, 1]), floats('table', [4, 2])],
    outputs: ['y', 'rows'],
  },
};

const parameterKeys = (architecture: Architecture): string[] =>
  [...parametersOf(architecture).values()].flat().map(({ key, shape, weightNumber }) => `${weightNumber} ${key} ${shape.join()}`);

/** A learned tensor that is a node has its place before its first reader, wherever it had it before. */
const byId = ({ nodes }: Architecture): Map<string, ArchNode> => new Map(nodes.map((made) => [made.id, made]));

describe('a file that was written and is read again', () => {
  it('keeps operators whose names look like the parts of another', async () => {
    const b = createArchBuilder();
    const permutation = [0, 2, 1];
    const x = b.add('transpose', [b.input('image', [1, 4, 6])], { permutation }, 'x');
    const part = b.add('transpose', [x], { permutation }, 'x/transpose');
    const layer = b.add('linear', [part], { outFeatures: 4, bias: true }, 'layer');
    const more = b.add('reshape', [layer], { shape: [0, 2, 8] }, 'layer/reshape');
    const given = { ...b.finish([b.add('reshape', [more], { shape: [0, 16] }, 'layer/reshape2')]), name: 'turns' };
    const bytes = await writeOnnx(given, { weights: () => 0.5 });
    const { architecture, weights } = await readOnnx(bytesSource(bytes));
    expect(byId(architecture)).toEqual(byId(given));
    expect(await writeOnnx(architecture, { weights })).toEqual(bytes);
  });

  it.each(Object.entries(files))('%s: the same nodes and learned tensors, and a file that stays', async (_, parts) => {
    const first = await readOnnx(bytesSource(onnxModel(parts)));
    const bytes = await writeOnnx(first.architecture, { weights: first.weights });
    const second = await readOnnx(bytesSource(bytes));
    expect(parameterKeys(second.architecture)).toEqual(parameterKeys(first.architecture));
    expect(byId(second.architecture)).toEqual(byId(first.architecture));
    expect(canonicalHash(second.architecture)).toBe(canonicalHash(first.architecture));
    const again = await writeOnnx(second.architecture, { weights: second.weights });
    expect(again.length).toBe(bytes.length);
    const third = await readOnnx(bytesSource(again));
    expect(await writeOnnx(third.architecture, { weights: third.weights })).toEqual(again);
  });
});
