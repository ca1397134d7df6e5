import { tokenAt } from '../../../arch/ops/tables.js';
import { visitSpreading, visitWindow } from '../ops/convolution.js';
import { at, indices, type Index } from '../tensor.js';
import type { BackwardFamily } from './types.js';
import { zerosOf } from './types.js';

const flat = (shape: readonly number[], index: Index): number =>
  index.reduce((place, step, axis) => place * shape[axis] + step, 0);

export const convolution: BackwardFamily<'conv' | 'convTranspose' | 'embedding'> = {
  /** Every product w x that enters an output sends its gradient to both. */
  conv(attrs, [x], dy, { parameter }) {
    const weight = parameter('weight');
    const inGroup = weight.shape[1];
    const outGroup = attrs.outChannels / attrs.groups;
    const dx = zerosOf(x.shape);
    const dw = zerosOf(weight.shape);
    const db = zerosOf([attrs.outChannels]);
    for (const index of indices(dy.shape)) {
      const [sample, channel, ...output] = index;
      const g = at(dy, index);
      db.values[channel] += g;
      const first = Math.floor(channel / outGroup) * inGroup;
      visitWindow(attrs, x.shape.slice(2), output, (tap, place) => {
        for (let c = 0; c < inGroup; c++) {
          const from = flat(x.shape, [sample, first + c, ...place]);
          const by = flat(weight.shape, [channel, c, ...tap]);
          dx.values[from] += g * weight.values[by];
          dw.values[by] += g * x.values[from];
        }
      });
    }
    return { inputs: [dx], parameters: { weight: dw, ...(attrs.bias ? { bias: db } : {}) } };
  },
  convTranspose(attrs, [x], dy, { parameter }) {
    const weight = parameter('weight');
    const [inGroup, outGroup] = [x.shape[1] / attrs.groups, weight.shape[1]];
    const dx = zerosOf(x.shape);
    const dw = zerosOf(weight.shape);
    const db = zerosOf([attrs.outChannels]);
    for (const index of indices(dy.shape)) {
      const [sample, channel, ...output] = index;
      const g = at(dy, index);
      db.values[channel] += g;
      const first = Math.floor(channel / outGroup) * inGroup;
      visitSpreading(attrs, x.shape.slice(2), output, (tap, place) => {
        for (let c = first; c < first + inGroup; c++) {
          const from = flat(x.shape, [sample, c, ...place]);
          const by = flat(weight.shape, [c, channel % outGroup, ...tap]);
          dx.values[from] += g * weight.values[by];
          dw.values[by] += g * x.values[from];
        }
      });
    }
    return { inputs: [dx], parameters: { weight: dw, ...(attrs.bias ? { bias: db } : {}) } };
  },
  /** Tokens have no gradient, the rows that were read have. */
  embedding({ count, features }, [x], dy) {
    const dw = zerosOf([count, features]);
    for (let i = 0; i < x.values.length; i++)
      for (let f = 0; f < features; f++) dw.values[tokenAt(x.values[i], count) * features + f] += dy.values[i * features + f];
    return { inputs: [undefined], parameters: { weight: dw } };
  },
};
