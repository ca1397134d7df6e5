/** The operators that work on maps. The others, and these on other shapes, work on tensors. */
import { greatest } from '../../../core/greatest.js';
import { product, resolveAxis } from '../../../arch/ops/shapes.js';
import type { OpAttrs, OpName, Shape, WindowAttrs } from '../../../arch/types.js';
import { channelGroups } from '../ops/convolution.js';
import { constantOps } from '../ops/index.js';
import type { ConstantOp } from '../ops/types.js';
import { fullLayout, layoutOf, refineLayouts, uniformLayout, type AxisLayout } from '../tensor/axis-layout.js';
import type { Numbers, Tensor } from '../tensor/tensor.js';
import type { Call } from '../calls.js';
import type { Arithmetic } from '../types.js';
import { singleTerm, type MapArithmetic } from './arithmetic.js';
import { mapNumbers } from './convert.js';
import { lanesOf, type MapContext } from './machine.js';
import { wholeMap, zeroSum } from './map-sum.js';
import { slideMaximum } from './slide-term.js';
import type { MapSum, MapValue } from './types.js';

export interface MapOp<A> {
  /** Whether the operator works on maps with these attributes and shapes (all with four axes). */
  fits?(call: Call<A>): boolean;
  run(call: Call<A>, inputs: readonly MapValue[], arithmetic: MapArithmetic, context: MapContext): MapValue;
  /** The output is the sum of the inputs. */
  readonly isSum?: boolean;
  /** log2 of a bound of the output's root mean square, given that of the first input's; left out: unknown. */
  bound?(call: Call<A>, input: number, weight: number): number;
}

/** Leaves maps: means over places. */
interface MapReduction<A> {
  fits?(call: Call<A>): boolean;
  /** Whether the means have two axes of one place left. */
  keepsAxes(attrs: A): boolean;
}

type MapReductions = { readonly [O in OpName]?: MapReduction<OpAttrs[O]> };
type MapOps = { readonly [O in OpName]?: MapOp<OpAttrs[O]> };

/** The same for every distinct channel of one input. */
function eachChannel({ shape }: Call<unknown>, x: MapValue, f: (entry: number) => MapSum): MapValue {
  const sums = new Array<MapSum>(x.sums.length);
  for (let entry = 0; entry < sums.length; entry++) sums[entry] = f(entry);
  return { shape, channels: x.channels, sums };
}

/** By how much (log2) the root mean square of windowed sums exceeds the input's at most: every place is read by so many windows. */
export function windowGain(call: Call<WindowAttrs>): number {
  return (call.gain ??= findGain(call.attrs, call.inputShapes[0], call.shape));
}

function findGain({ kernel, stride }: WindowAttrs, input: Shape, output: Shape): number {
  const readers = product(kernel.map((k, axis) => Math.ceil(k / stride[axis])));
  const places = product(input.slice(2)) / product(output.slice(2));
  return 0.5 * Math.log2(product(kernel) * readers * places);
}

/** An operator that works on one number at a time, done on the maps' numbers as on any tensor's. */
function pointwise<O extends OpName>(op: O): MapOp<OpAttrs[O]> {
  const apply = constantOps[op] as ConstantOp<OpAttrs[O]>;
  return {
    run: (call, [x], arithmetic, context) =>
      eachChannel(call, x, (entry) =>
        mapNumbers(x, entry, arithmetic.id, context, (numbers) =>
          apply(call.attrs, [numbers], { weight: context.weight, arithmetic: arithmetic.id, shape: call.shape }),
        ),
      ),
  };
}

export const mapOps: MapOps = {
  relu: {
    run: (call, [x], arithmetic, context) => eachChannel(call, x, (entry) => arithmetic.rectify(x, entry, context)),
    bound: (_, x) => x,
  },

  batchNorm: {
    run: (call, [x], arithmetic, context) =>
      eachChannel(call, x, (entry) =>
        arithmetic.normalize(x, entry, call.attrs.eps, call.attrs.affine ? context.weight : 1, context),
      ),
    bound: ({ attrs }, x, weight) => Math.log2(attrs.affine ? Math.abs(weight) : 1) + Math.min(0, x - 0.5 * Math.log2(attrs.eps)),
  },

  avgPool: {
    run(call, [x], arithmetic, context) {
      const slide = { attrs: call.attrs, key: call.attrsKey, shape: call.shape };
      return eachChannel(call, x, (entry) => arithmetic.average(x, entry, slide, call.attrs.countPadding, context));
    },
    bound: (call, x) => x + windowGain(call),
  },

  maxPool: {
    run(call, [x], _, context) {
      const slide = { attrs: call.attrs, key: call.attrsKey, shape: call.shape };
      return eachChannel(call, x, (entry) => {
        const { terms, exponent } = singleTerm(x, entry, context);
        return terms.length === 0 ? zeroSum : wholeMap(slideMaximum(terms[0], slide, context), exponent);
      });
    },
  },

  leakyRelu: pointwise('leakyRelu'),
  clip: pointwise('clip'),
  gelu: pointwise('gelu'),
  silu: pointwise('silu'),
  hardSwish: pointwise('hardSwish'),
  hardSigmoid: pointwise('hardSigmoid'),
  sigmoid: pointwise('sigmoid'),
  tanh: pointwise('tanh'),

  conv: {
    run({ attrs, attrsKey, shape }, [x], arithmetic, context) {
      const { output, members } = channelGroups(x.channels, attrs.groups, attrs.outChannels);
      const slide = { attrs, key: attrsKey, shape };
      const sums = new Array<MapSum>(members.length);
      for (let i = 0; i < sums.length; i++) sums[i] = arithmetic.convolve(x, members[i], slide, context);
      return { shape, channels: output, sums };
    },
    bound: (call, x, weight) => x + windowGain(call) + Math.log2((Math.abs(weight) * call.inputShapes[0][1]) / call.attrs.groups),
  },

  add: {
    isSum: true,
    fits: ({ inputShapes }) => inputShapes.every((shape) => shape.every((length, axis) => length === inputShapes[0][axis])),
    run({ shape }, inputs, arithmetic, context) {
      const channels = refineLayouts(inputs.map((x) => x.channels));
      const sums = new Array<MapSum>(channels.stored);
      for (let entry = 0; entry < sums.length; entry++) {
        const place = channels.places[entry];
        sums[entry] = arithmetic.add(
          inputs.map((x) => x.sums[x.channels.index[place]]),
          context,
        );
      }
      return { shape, channels, sums };
    },
  },

  concat: {
    fits: ({ attrs }) => resolveAxis(attrs.axis, 4) === 1,
    run({ shape }, inputs) {
      const labels: number[] = [];
      const sums: MapSum[] = [];
      for (const x of inputs) {
        for (const entry of x.channels.index) labels.push(entry + sums.length);
        for (const sum of x.sums) sums.push(sum);
      }
      return { shape, channels: layoutOf(labels), sums };
    },
  },
};

/** The mean over all places of every image and distinct channel. */
export function reduceMaps(call: Call, x: MapValue, arithmetic: Arithmetic, context: MapContext): Tensor {
  const { machine, batch } = context;
  const entries = x.sums.length;
  const data = arithmetic === 'float32' ? new Float32Array(batch * entries) : new Float64Array(batch * entries);
  const bytes = 8 * lanesOf(batch);
  const target = machine.allocate(bytes);
  const sums = x.sums.map((_, entry) => singleTerm(x, entry, context));
  const exponent = greatest(sums.map((sum) => (sum.terms.length === 0 ? -Infinity : sum.exponent)));
  sums.forEach((sum, entry) => {
    for (const term of sum.terms) {
      const { grid, address } = term.map;
      machine.kernels.imageMeans(grid.address, address, batch, term, grid.area, target);
      const { f64 } = machine.kernels.memory();
      const factor = 2 ** (sum.exponent - exponent);
      for (let b = 0; b < batch; b++) data[b * entries + entry] = f64[target / 8 + b] * factor;
    }
  });
  machine.free(target, bytes);
  return meansTensor(call, data, x.channels, batch, exponent === -Infinity ? 0 : exponent);
}

const mapReductions: MapReductions = {
  globalAvgPool: { keepsAxes: () => true },
  mean: {
    fits: ({ attrs }) =>
      attrs.axes
        .map((axis) => resolveAxis(axis, 4))
        .sort()
        .join() === '2,3',
    keepsAxes: ({ keepDims }) => keepDims,
  },
};

/** Whether a call takes the means over places of maps. */
export function isMapReduction(call: Call): boolean {
  const reduction = mapReductions[call.op as keyof typeof mapReductions] as MapReduction<unknown> | undefined;
  return reduction !== undefined && call.inputShapes[0].length === 4 && reduction.fits?.(call) !== false;
}

/** Means over places, a number for each image and distinct channel, as the result of a reduction. */
export function meansTensor({ op, attrs }: Call, data: Numbers, channels: AxisLayout, batch: number, exponent: number): Tensor {
  const { keepsAxes } = mapReductions[op as keyof typeof mapReductions] as MapReduction<unknown>;
  const axes = [fullLayout(batch), channels];
  return { axes: keepsAxes(attrs) ? [...axes, uniformLayout(1), uniformLayout(1)] : axes, data, exponent };
}
