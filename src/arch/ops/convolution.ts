import * as v from 'valibot';
import * as s from './schema.js';
import type { OpFamily } from './types.js';
import { product, windowLabel, windowOutput } from './shapes.js';

/** Convolution. Weight (outChannels, inChannels / groups, ...kernel). MACs follow NAS-Bench-201's counter: the bias counts one each output. */
export const convolution: OpFamily<'conv'> = {
  conv: {
    role: 'conv',
    arity: [1, 1],
    attrs: v.strictObject({ ...s.window, outChannels: s.count, groups: s.count, bias: v.boolean() }),
    infer(attrs, [x]) {
      const space = windowOutput(attrs, x, false);
      if (x[1] % attrs.groups !== 0) throw new Error(`expected input channels divisible by ${attrs.groups} groups, got ${x[1]}`);
      if (attrs.outChannels % attrs.groups !== 0)
        throw new Error(`expected output channels divisible by ${attrs.groups} groups, got ${attrs.outChannels}`);
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
};
