/** Cases that gradients are tested on: at least one of every operator, each with the shapes of its inputs. */
import { createArchBuilder, squareConv } from '../src/arch/build.js';
import type { Architecture, OpAttrs, OpName, Shape } from '../src/arch/types.js';

const window = { kernel: [3, 2], stride: [2, 1], padding: [1, 0, 1, 1], dilation: [1, 1] };
const image = [1, 4, 7, 6];
const layer = { hidden: 3, direction: 'forward', bias: true, resetAfter: true, finalCell: false } as const;

/** Maps of full blocks before and after: with what lies beside them, strides, and pixels at the end that nothing reads. */
export const convolutionsOfBlocks: readonly (readonly [OpAttrs['conv'], Shape])[] = [
  [squareConv(32, 3, { bias: true }), [1, 16, 7, 6]],
  [{ ...window, stride: [2, 3], padding: [0, 1, 2, 0], outChannels: 16, groups: 1, bias: false }, [1, 32, 9, 7]],
  [
    { kernel: [1, 1], stride: [2, 2], padding: [0, 0, 0, 0], dilation: [1, 1], outChannels: 32, groups: 1, bias: false },
    [1, 32, 6, 8],
  ],
];

export const backwardCases: { readonly [O in OpName]: readonly (readonly [attrs: OpAttrs[O], ...shapes: Shape[]])[] } = {
  conv: [
    [{ ...window, dilation: [2, 1], outChannels: 6, groups: 2, bias: true }, image],
    [{ kernel: [3], stride: [2], padding: [2, 0], dilation: [1], outChannels: 4, groups: 4, bias: false }, [1, 4, 9]],
    [
      {
        kernel: [2, 2, 2],
        stride: [1, 1, 1],
        padding: [0, 0, 0, 0, 0, 0],
        dilation: [1, 1, 1],
        outChannels: 2,
        groups: 1,
        bias: false,
      },
      [1, 2, 3, 3, 3],
    ],
    // Channels in full blocks: with and without padding, strides and dilation.
    [squareConv(16, 3, { bias: true }), image],
    [{ ...window, dilation: [2, 1], outChannels: 32, groups: 1, bias: false }, [1, 16, 7, 6]],
    [{ ...window, stride: [2, 3], padding: [0, 0, 0, 0], outChannels: 48, groups: 1, bias: false }, image],
    ...convolutionsOfBlocks,
  ],
  linear: [
    [{ outFeatures: 3, bias: true }, [1, 5]],
    [{ outFeatures: 3, bias: false }, [1, 2, 5]],
  ],
  matmul: [
    [{}, [1, 2, 3, 4], [1, 2, 4, 5]],
    [{}, [1, 2, 3, 4], [1, 1, 4, 5]],
  ],
  batchNorm: [
    [{ eps: 1e-5, affine: true }, image],
    [{ eps: 1e-5, affine: false }, [1, 6]],
  ],
  instanceNorm: [[{ eps: 1e-5, affine: true }, image]],
  groupNorm: [[{ groups: 2, eps: 1e-5, affine: true }, image]],
  layerNorm: [
    [{ axis: -2, eps: 1e-5, affine: true }, image],
    [{ axis: -1, eps: 1e-5, affine: false }, image],
  ],
  relu: [[{}, image]],
  leakyRelu: [[{ slope: 0.1 }, image]],
  clip: [[{ min: -0.5, max: 1 }, image]],
  gelu: [
    [{ approximate: 'none' }, image],
    [{ approximate: 'tanh' }, image],
  ],
  silu: [[{}, image]],
  hardSwish: [[{}, image]],
  hardSigmoid: [[{}, image]],
  sigmoid: [[{}, image]],
  tanh: [[{}, image]],
  softmax: [
    [{ axis: -1 }, image],
    [{ axis: 1 }, image],
  ],
  maxPool: [[{ ...window, ceil: true }, image]],
  avgPool: [
    [{ ...window, ceil: true, countPadding: true }, image],
    [{ ...window, ceil: false, countPadding: false }, image],
  ],
  globalAvgPool: [[{}, image]],
  globalMaxPool: [[{}, image]],
  mean: [
    [{ axes: [-1, 1], keepDims: false }, image],
    [{ axes: [2], keepDims: true }, image],
  ],
  add: [[{}, image, [1, 4, 1, 1], image]],
  mul: [[{}, image, [1, 1, 7, 6], image]],
  sub: [[{}, image, [1, 4, 1, 6]]],
  div: [[{}, image, image]],
  affine: [[{ scale: 0.3, shift: 2 }, image]],
  identity: [[{}, image]],
  zeros: [[{}, image]],
  parameter: [[{ shape: [1, 3, 2] }, image]],
  constant: [[{ shape: [1, 3], values: [1, 2, 3] }, image]],
  unary: [
    [{ function: 'exp' }, image],
    [{ function: 'abs' }, image],
    [{ function: 'erf' }, image],
  ],
  concat: [[{ axis: 1 }, image, [1, 2, 7, 6]]],
  slice: [[{ axis: 2, start: -6, end: -1, step: 2 }, image]],
  pad: [[{ pads: [0, 1, 0, 2, 0, 0, 1, 0], value: 3 }, image]],
  reshape: [[{ shape: [0, 2, -1] }, image]],
  flatten: [[{ axis: 2 }, image]],
  gather: [[{ axis: 2, indices: [0, 3, 3] }, image]],
  transpose: [[{ permutation: [0, 3, 1, 2] }, image]],
  convTranspose: [
    [{ ...window, outputPadding: [1, 0], outChannels: 6, groups: 2, bias: true }, [1, 4, 4, 5]],
    [
      { kernel: [3], stride: [2], padding: [1, 0], dilation: [1], outputPadding: [0], outChannels: 3, groups: 1, bias: false },
      [1, 2, 5],
    ],
  ],
  embedding: [[{ count: 5, features: 3 }, [1, 4]]],
  recurrent: [
    [{ ...layer, cell: 'lstm' }, [1, 3, 4]],
    [{ ...layer, cell: 'lstm', direction: 'both', finalCell: true }, [1, 4, 2], [1, 6], [1, 6]],
    [{ ...layer, cell: 'lstm', direction: 'reverse', bias: false }, [1, 1, 2], [1, 3]],
    [{ ...layer, cell: 'gru', direction: 'both' }, [1, 3, 4], [1, 6]],
    [{ ...layer, cell: 'gru', resetAfter: false, direction: 'reverse' }, [1, 4, 2], [1, 3]],
    [{ ...layer, cell: 'gru', resetAfter: false, bias: false }, [1, 2, 2]],
    [{ ...layer, cell: 'rnn', direction: 'both' }, [1, 3, 2], [1, 6]],
    [{ ...layer, cell: 'rnnRelu', direction: 'reverse' }, [1, 3, 2]],
  ],
  // It has no gradient: nothing runs it.
  foreign: [],
};

/** A network of one operator. */
export function networkOf(op: OpName, attrs: unknown, shapes: readonly Shape[]): Architecture {
  const builder = createArchBuilder();
  const inputs = shapes.map((shape, i) => builder.input(`x${i}`, shape));
  return builder.finish([builder.add(op as 'relu', inputs, attrs as OpAttrs['relu'])], op);
}
