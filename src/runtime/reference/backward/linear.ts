import { indices } from '../tensor.js';
import { broadcastPlace } from './broadcast.js';
import { zerosOf, type BackwardFamily } from './types.js';

export const linear: BackwardFamily<'linear' | 'matmul'> = {
  linear({ bias, outFeatures }, [x], dy, { parameter }) {
    const weight = parameter('weight');
    const features = weight.shape[1];
    const dx = zerosOf(x.shape);
    const dw = zerosOf(weight.shape);
    const db = zerosOf([outFeatures]);
    dy.values.forEach((g, place) => {
      const out = place % outFeatures;
      const row = Math.floor(place / outFeatures) * features;
      db.values[out] += g;
      for (let i = 0; i < features; i++) {
        dx.values[row + i] += g * weight.values[out * features + i];
        dw.values[out * features + i] += g * x.values[row + i];
      }
    });
    return { inputs: [dx], parameters: { weight: dw, ...(bias ? { bias: db } : {}) } };
  },
  matmul(_, [a, b], dy) {
    const da = zerosOf(a.shape);
    const db = zerosOf(b.shape);
    const inner = a.shape[a.shape.length - 1];
    let place = 0;
    for (const index of indices(dy.shape)) {
      const g = dy.values[place++];
      const outer = index.slice(0, -2);
      const [row, column] = index.slice(-2);
      for (let k = 0; k < inner; k++) {
        const left = broadcastPlace(a.shape, [...outer, row, k]);
        const right = broadcastPlace(b.shape, [...outer, k, column]);
        da.values[left] += g * b.values[right];
        db.values[right] += g * a.values[left];
      }
    }
    return { inputs: [da, db] };
  },
};
