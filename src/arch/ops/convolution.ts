import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import type { OpAttrs, Shape } from '../types.js';
import { formatShape, product, windowLabel, windowOutput } from './shapes.js';

/** Lengths of a transposed convolution's output. */
function transposedOutput(attrs: OpAttrs['convTranspose'], x: Shape): number[] {
  const rank = x.length - 2;
  if (rank < 1) throw new Mismatch(`an input (batch, channels, space ...), got ${formatShape(x)}`);
  for (const [name, length] of [
    ['kernel', rank],
    ['stride', rank],
    ['dilation', rank],
    ['outputPadding', rank],
    ['padding', 2 * rank],
  ] as const)
    if (attrs[name].length !== length)
      throw new Mismatch(`${length} numbers in ${name} for ${rank} spatial axes, got ${attrs[name].length}`);
  return attrs.kernel.map((kernel, axis) => {
    const reach = (x[axis + 2] - 1) * attrs.stride[axis] + attrs.dilation[axis] * (kernel - 1) + 1;
    const length = reach - attrs.padding[axis] - attrs.padding[axis + rank] + attrs.outputPadding[axis];
    if (length < 1) throw new Mismatch(`padding below ${reach} on spatial axis ${axis}`);
    if (attrs.outputPadding[axis] > 0 && attrs.outputPadding[axis] >= Math.max(attrs.stride[axis], attrs.dilation[axis]))
      throw new Mismatch(`an output padding below stride or dilation, got ${attrs.outputPadding[axis]}`);
    return length;
  });
}

/** Convolution. Weight (outChannels, inChannels / groups, ...kernel). MACs follow NAS-Bench-201's counter: the bias counts one for each output. */
export const convolution: OpFamily<'conv' | 'convTranspose'> = {
  conv: {
    role: 'conv',
    arity: [1, 1],
    attrs: v.strictObject({ ...s.window, outChannels: s.count, groups: s.count, bias: v.boolean() }),
    infer(attrs, [x]) {
      const space = windowOutput(attrs, x, false);
      if (x[1] % attrs.groups !== 0) throw new Mismatch(`input channels divisible by ${attrs.groups} groups, got ${x[1]}`);
      if (attrs.outChannels % attrs.groups !== 0)
        throw new Mismatch(`output channels divisible by ${attrs.groups} groups, got ${attrs.outChannels}`);
      return [x[0], attrs.outChannels, ...space];
    },
    parameters(attrs, [x]) {
      const inChannels = x[1] / attrs.groups;
      const fanIn = inChannels * product(attrs.kernel);
      const weight = { name: 'weight', role: 'weight', shape: [attrs.outChannels, inChannels, ...attrs.kernel], fanIn } as const;
      return attrs.bias ? [weight, { name: 'bias', role: 'bias', shape: [attrs.outChannels], fanIn }] : [weight];
    },
    macs(attrs, [x], y) {
      return product(y) * ((x[1] / attrs.groups) * product(attrs.kernel) + (attrs.bias ? 1 : 0));
    },
    label: (attrs) =>
      `${attrs.groups > 1 ? (attrs.groups === attrs.outChannels ? 'dwconv' : `conv g${attrs.groups}`) : 'conv'} ${windowLabel(attrs)}`,
  },
  /** Weight (inChannels, outChannels / groups, ...kernel). MACs count the work done: each input place times the kernel. */
  convTranspose: {
    role: 'conv',
    arity: [1, 1],
    attrs: v.strictObject({
      ...s.window,
      outputPadding: v.array(s.padAmount),
      outChannels: s.count,
      groups: s.count,
      bias: v.boolean(),
    }),
    infer(attrs, [x]) {
      const space = transposedOutput(attrs, x);
      if (x[1] % attrs.groups !== 0) throw new Mismatch(`input channels divisible by ${attrs.groups} groups, got ${x[1]}`);
      if (attrs.outChannels % attrs.groups !== 0)
        throw new Mismatch(`output channels divisible by ${attrs.groups} groups, got ${attrs.outChannels}`);
      return [x[0], attrs.outChannels, ...space];
    },
    parameters(attrs, [x]) {
      const outGroup = attrs.outChannels / attrs.groups;
      const fanIn = outGroup * product(attrs.kernel);
      const weight = { name: 'weight', role: 'weight', shape: [x[1], outGroup, ...attrs.kernel], fanIn } as const;
      return attrs.bias ? [weight, { name: 'bias', role: 'bias', shape: [attrs.outChannels], fanIn }] : [weight];
    },
    macs(attrs, [x], y) {
      return product(x) * (attrs.outChannels / attrs.groups) * product(attrs.kernel) + (attrs.bias ? product(y) : 0);
    },
    label: (attrs) => `deconv ${windowLabel(attrs)}`,
  },
};
