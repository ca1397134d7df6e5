import { Mismatch } from '../../core/mismatch.js';
import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import type { OpAttrs, Shape } from '../types.js';
import { firstShape, forAxis, formatShape, lengthAt, product, windowLabel, windowOutput } from './shapes.js';

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
    const stride = forAxis(attrs.stride, axis);
    const dilation = forAxis(attrs.dilation, axis);
    const added = forAxis(attrs.outputPadding, axis);
    const reach = (lengthAt(x, axis + 2) - 1) * stride + dilation * (kernel - 1) + 1;
    const length = reach - forAxis(attrs.padding, axis) - forAxis(attrs.padding, axis + rank) + added;
    if (length < 1) throw new Mismatch(`padding below ${reach} on spatial axis ${axis}`);
    if (added > 0 && added >= Math.max(stride, dilation))
      throw new Mismatch(`an output padding below stride or dilation, got ${added}`);
    return length;
  });
}

function checkGroups({ groups, outChannels }: { readonly groups: number; readonly outChannels: number }, channels: number): void {
  if (channels % groups !== 0) throw new Mismatch(`input channels divisible by ${groups} groups, got ${channels}`);
  if (outChannels % groups !== 0) throw new Mismatch(`output channels divisible by ${groups} groups, got ${outChannels}`);
}

/** Convolution. Weight (outChannels, inChannels / groups, ...kernel). MACs follow NAS-Bench-201's counter: the bias counts one for each output. */
export const convolution: OpFamily<'conv' | 'convTranspose'> = {
  conv: {
    role: 'conv',
    arity: [1, 1],
    attrs: v.strictObject({ ...s.window, outChannels: s.count, groups: s.count, bias: v.boolean() }),
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      const space = windowOutput(attrs, x, false);
      checkGroups(attrs, lengthAt(x, 1));
      return [lengthAt(x, 0), attrs.outChannels, ...space];
    },
    parameters(attrs, inputs) {
      const inChannels = lengthAt(firstShape(inputs), 1) / attrs.groups;
      const fanIn = inChannels * product(attrs.kernel);
      const weight = { name: 'weight', role: 'weight', shape: [attrs.outChannels, inChannels, ...attrs.kernel], fanIn } as const;
      return attrs.bias ? [weight, { name: 'bias', role: 'bias', shape: [attrs.outChannels], fanIn }] : [weight];
    },
    macs(attrs, inputs, y) {
      const channels = lengthAt(firstShape(inputs), 1);
      return product(y) * ((channels / attrs.groups) * product(attrs.kernel) + (attrs.bias ? 1 : 0));
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
    infer(attrs, inputs) {
      const x = firstShape(inputs);
      const space = transposedOutput(attrs, x);
      checkGroups(attrs, lengthAt(x, 1));
      return [lengthAt(x, 0), attrs.outChannels, ...space];
    },
    parameters(attrs, inputs) {
      const channels = lengthAt(firstShape(inputs), 1);
      const outGroup = attrs.outChannels / attrs.groups;
      const fanIn = outGroup * product(attrs.kernel);
      const weight = { name: 'weight', role: 'weight', shape: [channels, outGroup, ...attrs.kernel], fanIn } as const;
      return attrs.bias ? [weight, { name: 'bias', role: 'bias', shape: [attrs.outChannels], fanIn }] : [weight];
    },
    macs(attrs, inputs, y) {
      const x = firstShape(inputs);
      return product(x) * (attrs.outChannels / attrs.groups) * product(attrs.kernel) + (attrs.bias ? product(y) : 0);
    },
    label: (attrs) => `deconv ${windowLabel(attrs)}`,
  },
};
