/** Maps <-> tensors. */
import { concatenate } from '../ops/shape.js';
import { fullLayout, uniformLayout } from '../tensor/axis-layout.js';
import { constantTensor, type Numbers, type Tensor } from '../tensor/tensor.js';
import type { Arithmetic } from '../types.js';
import { singleTerm } from './arithmetic.js';
import { lanesOf, mapBytes, type MapContext } from './machine.js';
import { wholeMap, zeroSum } from './map-sum.js';
import type { Grid, MapSum, MapValue, Term } from './types.js';

/** More distinct channels than this are left to the tensors. */
const MOST_CHANNELS = 64;

/** Storage of an arithmetic's tensors. */
function allocate(arithmetic: Arithmetic, length: number): Numbers {
  return arithmetic === 'float32' ? new Float32Array(length) : new Float64Array(length);
}

/** Whether a tensor of this kind may become maps: an entry a sample (not one for all, nor one a window), all distinct, with few distinct channels. */
export function fitsMaps({ axes }: Tensor, batch: number): boolean {
  return axes.length === 4 && axes[0].length === batch && axes[0].stored === axes[0].length && axes[1].stored <= MOST_CHANNELS;
}

/** Numbers in a map's order as a map without a holder; doubles are brought near 1 first. */
function storeNumbers(numbers: Numbers, exponent: number, grid: Grid, { machine, batch }: MapContext): MapSum {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) most = Math.max(most, Math.abs(numbers[i]));
  if (most === 0) return zeroSum;
  const drift = numbers instanceof Float32Array || !Number.isFinite(most) ? 0 : Math.max(-1000, Math.round(Math.log2(most)));
  const factor = 2 ** -drift;
  const address = machine.allocate(mapBytes(grid, batch));
  const { f32, f64 } = machine.kernels.memory();
  const lanes = lanesOf(batch);
  let sum = 0;
  let square = 0;
  for (let place = 0; place < grid.stored; place++) {
    const weight = grid.rows.counts[Math.floor(place / grid.columns.stored)] * grid.columns.counts[place % grid.columns.stored];
    for (let lane = 0; lane < lanes; lane++) {
      const value = numbers[place * lanes + lane] * factor;
      f32[address / 4 + place * lanes + lane] = value;
      if (lane >= batch) continue;
      sum += weight * value;
      square += weight * value * value;
    }
  }
  f64.set([sum, square], machine.moments / 8);
  return wholeMap(machine.claimMap(grid, batch, address, machine.moments), exponent + drift);
}

/** The numbers of a view in the map's order, in double (float32 arithmetic has only views that are exact in it). */
function readTerm({ map, pivot, scale, shift, floor }: Term, arithmetic: Arithmetic, { machine, batch }: MapContext): Numbers {
  const numbers = allocate(arithmetic, map.grid.stored * lanesOf(batch));
  const { f32 } = machine.kernels.memory();
  const from = map.address / 4;
  for (let i = 0; i < numbers.length; i++) numbers[i] = Math.max(floor, scale * (f32[from + i] - pivot) + shift);
  return numbers;
}

/** The tensor as maps without a holder. */
export function toMaps(x: Tensor, context: MapContext): MapValue {
  const { machine, batch } = context;
  const [, channels, rows, columns] = x.axes;
  const grid = machine.gridOf(rows, columns);
  const lanes = lanesOf(batch);
  const sums = Array.from({ length: channels.stored }, (_, channel) => {
    const numbers = allocate(x.data instanceof Float32Array ? 'float32' : 'extended', grid.stored * lanes);
    for (let b = 0; b < batch; b++) {
      const from = (b * channels.stored + channel) * grid.stored;
      for (let place = 0; place < grid.stored; place++) numbers[place * lanes + b] = x.data[from + place];
    }
    return storeNumbers(numbers, x.exponent, grid, context);
  });
  return { shape: x.axes.map(({ length }) => length), channels, sums };
}

/** A distinct channel with its numbers replaced by what `apply` makes of them, one by one; it must not look at the tensor's axes. */
export function mapNumbers(
  value: MapValue,
  entry: number,
  arithmetic: Arithmetic,
  context: MapContext,
  apply: (numbers: Tensor) => Tensor,
): MapSum {
  const { terms, exponent } = singleTerm(value, entry, context);
  const grid =
    terms.length === 0 ? context.machine.gridOf(uniformLayout(value.shape[2]), uniformLayout(value.shape[3])) : terms[0].map.grid;
  const data =
    terms.length === 0 ? allocate(arithmetic, grid.stored * lanesOf(context.batch)) : readTerm(terms[0], arithmetic, context);
  const made = apply({ axes: [], data, exponent });
  return storeNumbers(made.data, made.exponent, grid, context);
}

export function toTensor(value: MapValue, arithmetic: Arithmetic, context: MapContext): Tensor {
  const { batch } = context;
  const { shape, channels } = value;
  const lanes = lanesOf(batch);
  const parts = value.sums.map((_, entry): Tensor => {
    const { terms, exponent } = singleTerm(value, entry, context);
    if (terms.length === 0) return constantTensor([batch, 1, shape[2], shape[3]], allocate(arithmetic, 1));
    const { rows, columns, stored } = terms[0].map.grid;
    const numbers = readTerm(terms[0], arithmetic, context);
    const data = allocate(arithmetic, batch * stored);
    for (let b = 0; b < batch; b++)
      for (let place = 0; place < stored; place++) data[b * stored + place] = numbers[place * lanes + b];
    return { axes: [fullLayout(batch), uniformLayout(1), rows, columns], data, exponent };
  });
  const joined = concatenate(parts, 1);
  return { ...joined, axes: joined.axes.with(1, channels) };
}
