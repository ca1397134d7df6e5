/** Layers by name for the author of a space: a builder that gives every node an id and knows the shape of every node. */
import { onlyOf } from '../../core/only-of.js';
import { lengthAt } from '../../arch/ops/shapes.js';
import { placed } from '../../core/mismatch.js';
import { createArchBuilder, squareConv, squareWindow } from '../../arch/build.js';
import { definitionOf } from '../../arch/infer.js';
import { ops } from '../../arch/ops/index.js';
import type { Architecture, ArchGroup, ArchNode, OpAttrs, OpName, Shape } from '../../arch/types.js';
import { usageError } from '../../core/errors.js';
import { unknownName } from '../../core/suggest.js';
import { requireThat, requireKnownFields } from './check-plan.js';

/** Options of a convolution. */
export interface ConvOptions {
  /** By default, as many as the input has. */
  readonly channels?: number;
  /** Side of the kernel; default 1. Padding keeps the size at stride 1 for odd kernels; an even one loses a pixel for every step of dilation. */
  readonly kernel?: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
}

/** Options of a pooling. */
export interface PoolOptions {
  /** Side of the window, padded as a convolution's kernel. */
  readonly kernel: number;
  readonly stride?: number;
}

const convFields = [
  'channels',
  'kernel',
  'stride',
  'dilation',
  'groups',
  'bias',
] as const satisfies readonly (keyof ConvOptions)[];
const poolFields = ['kernel', 'stride'] as const satisfies readonly (keyof PoolOptions)[];

/** Every method takes ids of what was built before and returns the id of what it adds. */
export interface Layers {
  /** The space's options as opened. */
  readonly options: { readonly [name: string]: number | string | boolean };
  /** The number of channels of a tensor. */
  channels(x: string): number;
  /** The shape of a tensor without the batch axis: channels, then sizes. */
  shape(x: string): Shape;
  /** Any operator of the IR. */
  node<O extends OpName>(op: O, inputs: readonly string[], attrs: OpAttrs[O]): string;
  /** A convolution without batch normalisation. */
  conv(x: string, options?: ConvOptions): string;
  /** One filter for each channel. */
  depthwise(x: string, options?: Omit<ConvOptions, 'channels' | 'groups'>): string;
  /** Batch normalisation. */
  batchNorm(x: string): string;
  /** The rectifier. */
  relu(x: string): string;
  /** A convolution, then batch normalisation. */
  convBn(x: string, options?: ConvOptions): string;
  /** A convolution, batch normalisation, then the rectifier. */
  convBnRelu(x: string, options?: ConvOptions): string;
  /** The rectifier, a convolution, then batch normalisation. */
  reluConvBn(x: string, options?: ConvOptions): string;
  /** Maximum pooling. */
  maxPool(x: string, options: PoolOptions): string;
  /** The mean over the pixels inside the image. */
  avgPool(x: string, options: PoolOptions): string;
  /** The sum of tensors of one shape. */
  add(...terms: readonly string[]): string;
  /** Tensors joined along the channels. */
  concat(...parts: readonly string[]): string;
  /** Zeros of the shape of `x`: nothing flows. */
  zeros(x: string): string;
  /** A fully connected layer. */
  linear(x: string, features: number): string;
  /** Global average pool and a linear layer. */
  classifier(x: string, classes: number): string;
}

interface LayersBuilder extends Layers {
  input(id: string, shape: Shape): string;
  group(group: ArchGroup): void;
  finish(output: string, name: string): Architecture;
}

/** @throws a usage error for an option that no layer has, or a number that is not a count. */
function requireOptions(given: object, known: readonly string[], where: string): void {
  requireThat(typeof given === 'object' && given !== null, where, 'options, an object', given);
  requireKnownFields(given, known, where);
  for (const [name, value] of Object.entries(given)) {
    const isCount = Number.isInteger(value) && value >= 1;
    requireThat(isCount || value === undefined || typeof value === 'boolean', where, `${name} to be an integer from 1`, value);
  }
}

export function createLayers(options: Layers['options'] = {}): LayersBuilder {
  const b = createArchBuilder();
  const shapes = new Map<string, Shape>();
  let count = 0;
  const shape = (x: string): Shape => {
    const known = shapes.get(x);
    if (known === undefined)
      throw usageError('layers', {
        expected: 'something built before',
        got: String(x),
        hint: 'did a layer forget to return?',
        code: 'user-code',
      });
    return known;
  };
  const node: Layers['node'] = (op, inputs, attrs) => {
    if (!Object.hasOwn(ops, op)) throw unknownName('layers', 'operator', String(op), Object.keys(ops));
    const id = `${op}${count++}`;
    const added = { id, op, inputs, attrs } as unknown as ArchNode;
    try {
      shapes.set(id, definitionOf(added).infer(attrs, inputs.map(shape)));
    } catch (error) {
      throw placed(error, `layer ${op}`, usageError);
    }
    return b.add(op, inputs, attrs, id);
  };
  const channels = (x: string): number => lengthAt(shape(x), 1);
  const conv: Layers['conv'] = (x, given = {}) => {
    requireOptions(given, convFields, 'layer conv');
    const { channels: out = channels(x), kernel = 1, stride = 1, dilation = 1, groups = 1, bias = false } = given;
    return node(
      'conv',
      [x],
      squareConv(out, kernel, { stride, dilation, groups, bias, padding: Math.floor((dilation * (kernel - 1)) / 2) }),
    );
  };
  const window = (given: PoolOptions): ReturnType<typeof squareWindow> => {
    requireOptions(given, poolFields, 'layer pool');
    requireThat(given.kernel !== undefined, 'layer pool', 'a kernel', given);
    return squareWindow(given.kernel, given.stride ?? 1, Math.floor((given.kernel - 1) / 2));
  };
  const batchNorm: Layers['batchNorm'] = (x) => node('batchNorm', [x], { eps: 1e-5, affine: true });
  const relu: Layers['relu'] = (x) => node('relu', [x], {});
  const convBn: Layers['convBn'] = (x, given) => batchNorm(conv(x, given));
  const linear: Layers['linear'] = (x, features) => node('linear', [x], { outFeatures: features, bias: true });
  return {
    options,
    channels,
    shape,
    node,
    conv,
    depthwise: (x, given) => conv(x, { ...given, channels: channels(x), groups: channels(x) }),
    batchNorm,
    relu,
    convBn,
    convBnRelu: (x, given) => relu(convBn(x, given)),
    reluConvBn: (x, given) => convBn(relu(x), given),
    maxPool: (x, given) => node('maxPool', [x], { ...window(given), ceil: false }),
    avgPool: (x, given) => node('avgPool', [x], { ...window(given), ceil: false, countPadding: false }),
    add: (...terms) => onlyOf(terms) ?? node('add', terms, {}),
    concat: (...parts) => onlyOf(parts) ?? node('concat', parts, { axis: 1 }),
    zeros: (x) => node('zeros', [x], {}),
    linear,
    classifier: (x, classes) => linear(node('flatten', [node('globalAvgPool', [x], {})], { axis: 1 }), classes),
    input(id, given) {
      shapes.set(id, given);
      return b.input(id, given);
    },
    group: (group) => b.group(group),
    finish(output, name) {
      shape(output);
      return b.finish([output], name);
    },
  };
}
