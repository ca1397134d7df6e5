/** Maps <-> tensors. */
import { concatenate } from '../ops/shape.js';
import { fullLayout, uniformLayout } from '../tensor/axis-layout.js';
import { constantTensor, type Numbers, type Tensor } from '../tensor/tensor.js';
import type { Arithmetic } from '../types.js';
import { singleTerm, type MapContext } from './arithmetic.js';
import { lanesOf, mapBytes } from './machine.js';
import { wholeMap, zeroSum } from './map-sum.js';
import type { MapSum, MapValue, Term } from './types.js';

/** More distinct channels than this are left to the tensors. */
const MOST_CHANNELS = 64;

/** Whether a tensor of this kind may become maps: images, all distinct, with few distinct channels. */
export function fitsMaps({ axes }: Tensor): boolean {
  return axes.length === 4 && axes[0].stored === axes[0].length && axes[1].stored <= MOST_CHANNELS;
}

/** The tensor as maps that nobody holds. */
export function toMaps(x: Tensor, { machine, batch }: MapContext): MapValue {
  const [, channels, rows, columns] = x.axes;
  const grid = machine.gridOf(rows, columns);
  const lanes = lanesOf(batch);
  const sums = Array.from({ length: channels.stored }, (_, channel): MapSum => {
    const planes = Array.from({ length: batch }, (_image, b) => {
      const start = (b * channels.stored + channel) * grid.stored;
      return x.data.subarray(start, start + grid.stored);
    });
    let most = 0;
    for (const plane of planes) for (const value of plane) most = Math.max(most, Math.abs(value));
    if (most === 0) return zeroSum;
    const drift = x.data instanceof Float32Array ? 0 : Math.max(-1000, Math.round(Math.log2(most)));
    const factor = 2 ** -drift;
    const address = machine.allocate(mapBytes(grid, batch));
    const { f32, f64 } = machine.kernels.memory();
    let sum = 0;
    let square = 0;
    for (let place = 0; place < grid.stored; place++) {
      const weight = rows.counts[Math.floor(place / columns.stored)] * columns.counts[place % columns.stored];
      const base = address / 4 + place * lanes;
      f32.fill(0, base, base + lanes);
      for (let b = 0; b < batch; b++) {
        const value = planes[b][place] * factor;
        f32[base + b] = value;
        sum += weight * value;
        square += weight * value * value;
      }
    }
    f64.set([sum, square], machine.moments / 8);
    return wholeMap(machine.claimMap(grid, batch, address), x.exponent + drift);
  });
  return { shape: x.axes.map(({ length }) => length), channels, sums };
}

/** The numbers of a view, in double (float32 arithmetic has only views that are exact in it). */
function readTerm({ map, pivot, scale, shift, floor }: Term, batch: number, memory: Float32Array, into: Numbers): void {
  const lanes = lanesOf(batch);
  const { stored } = map.grid;
  for (let b = 0; b < batch; b++) {
    for (let place = 0; place < stored; place++) {
      into[b * stored + place] = Math.max(floor, scale * (memory[map.address / 4 + place * lanes + b] - pivot) + shift);
    }
  }
}

export function toTensor(value: MapValue, arithmetic: Arithmetic, context: MapContext): Tensor {
  const { machine, batch } = context;
  const { shape, channels } = value;
  const Storage = arithmetic === 'float32' ? Float32Array : Float64Array;
  const parts = value.sums.map((_, entry): Tensor => {
    const { terms, exponent } = singleTerm(value, entry, context);
    if (terms.length === 0) return constantTensor([batch, 1, shape[2], shape[3]], new Storage(1));
    const { rows, columns, stored } = terms[0].map.grid;
    const data = new Storage(batch * stored);
    readTerm(terms[0], batch, machine.kernels.memory().f32, data);
    return { axes: [fullLayout(batch), uniformLayout(1), rows, columns], data, exponent };
  });
  const joined = concatenate(parts, 1);
  return { ...joined, axes: joined.axes.with(1, channels) };
}
