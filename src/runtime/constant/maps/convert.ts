/** Maps <-> tensors. */
import { concatenate } from '../ops/shape.js';
import { fullLayout, uniformLayout } from '../tensor/axis-layout.js';
import { constantTensor, type Numbers, type Tensor } from '../tensor/tensor.js';
import type { Arithmetic } from '../types.js';
import type { HeldMaps, MapContext } from './arithmetic.js';
import { lanesOf } from './machine.js';
import { plainView } from './map-sum.js';
import type { MapSum, MapTensor, Term } from './types.js';

/** More distinct channels than this are left to the tensors. */
const MOST_CHANNELS = 64;

/** Whether a tensor of this kind may become maps: images, all distinct, with few distinct channels. */
export function fitsMaps({ axes }: Tensor): boolean {
  return axes.length === 4 && axes[0].stored === axes[0].length && axes[1].stored <= MOST_CHANNELS;
}

export function toMaps(x: Tensor, { machine, batch }: MapContext): MapTensor {
  const [, channels, rows, columns] = x.axes;
  const grid = machine.gridOf(rows, columns);
  const lanes = lanesOf(batch);
  const places = rows.stored * columns.stored;
  const sums = Array.from({ length: channels.stored }, (_, channel): MapSum => {
    const at = (b: number, place: number): number => (b * channels.stored + channel) * places + place;
    let most = 0;
    for (let b = 0; b < batch; b++) for (let place = 0; place < places; place++) most = Math.max(most, Math.abs(x.data[at(b, place)]));
    if (most === 0) return { terms: [], exponent: 0 };
    const drift = x.data instanceof Float32Array ? 0 : Math.max(-1000, Math.round(Math.log2(most)));
    const factor = 2 ** -drift;
    const map = machine.createMap(grid, batch, (target, moments) => {
      const { f32, f64 } = machine.kernels.memory();
      let sum = 0;
      let square = 0;
      for (let place = 0; place < places; place++) {
        const weight = rows.counts[Math.floor(place / columns.stored)] * columns.counts[place % columns.stored];
        const base = target / 4 + place * lanes;
        f32.fill(0, base, base + lanes);
        for (let b = 0; b < batch; b++) {
          const value = x.data[at(b, place)] * factor;
          f32[base + b] = value;
          sum += weight * value;
          square += weight * value * value;
        }
      }
      f64.set([sum, square], moments / 8);
    });
    return { terms: [{ map, ...plainView }], exponent: x.exponent + drift };
  });
  return { shape: x.axes.map(({ length }) => length), channels, sums };
}

/** The numbers of a view, in double (float32 arithmetic has only views that are exact in it). */
function readTerm({ map, pivot, scale, shift, floor }: Term, batch: number, memory: Float32Array, into: Numbers): void {
  const lanes = lanesOf(batch);
  const places = map.grid.rows.stored * map.grid.columns.stored;
  for (let b = 0; b < batch; b++) {
    for (let place = 0; place < places; place++) {
      const value = Math.max(floor, scale * (memory[map.address / 4 + place * lanes + b] - pivot) + shift);
      into[b * places + place] = value;
    }
  }
}

export function toTensor(held: HeldMaps, arithmetic: Arithmetic, { machine, batch }: MapContext): Tensor {
  const { shape, channels } = held.tensor;
  const parts = held.channels.map((channel): Tensor => {
    const single = channel.single();
    const Storage = arithmetic === 'float32' ? Float32Array : Float64Array;
    if (single === undefined) return constantTensor([batch, 1, shape[2], shape[3]], new Storage(1));
    const { rows, columns } = single.term.map.grid;
    const data = new Storage(batch * rows.stored * columns.stored);
    readTerm(single.term, batch, machine.kernels.memory().f32, data);
    return { axes: [fullLayout(batch), uniformLayout(1), rows, columns], data, exponent: single.exponent };
  });
  const joined = concatenate(parts, 1);
  return { ...joined, axes: joined.axes.with(1, channels) };
}
