/** Reductions over sliding windows, one spatial axis after the other: sums, means and maxima all separate. */
import type { WindowAttrs } from '../../../arch/types.js';
import { transposedTaps, windowTaps, type WindowTaps } from '../tensor/window-taps.js';
import { allocateLike, around, type Tensor } from '../tensor/tensor.js';

/** How the entries that one output reads are reduced. */
type WindowReduction = 'sum' | 'max' | 'meanOfInside' | 'meanOfPadded';

/** Slides `attrs`' window over axes 2 and on; `shape` is the output's. */
export function slide(x: Tensor, attrs: WindowAttrs, shape: readonly number[], reduction: WindowReduction): Tensor {
  const rank = attrs.kernel.length;
  let result = x;
  for (let i = 0; i < rank; i++) {
    const taps = windowTaps(result.axes[i + 2], {
      kernel: attrs.kernel[i],
      stride: attrs.stride[i],
      padBegin: attrs.padding[i],
      padEnd: attrs.padding[i + rank],
      dilation: attrs.dilation[i],
      length: shape[i + 2],
    });
    result = slideAxis(result, i + 2, taps, reduction);
  }
  return result;
}

/** The transpose of a sum over windows: every place adds its value to the places of its window; `shape` is the output's. */
export function spreadWindows(x: Tensor, attrs: WindowAttrs, shape: readonly number[]): Tensor {
  return attrs.kernel.reduce((result, kernel, i) => {
    const [stride, dilation, padBegin] = [attrs.stride[i], attrs.dilation[i], attrs.padding[i]];
    const window = { kernel, stride, dilation, padBegin, padEnd: 0, length: shape[i + 2] };
    return slideAxis(result, i + 2, transposedTaps(result.axes[i + 2], window), 'sum');
  }, x);
}

function slideAxis(x: Tensor, axis: number, { output, starts, taps, padded }: WindowTaps, reduction: WindowReduction): Tensor {
  const old = x.axes[axis].stored;
  const { outer, inner } = around(x.axes, axis);
  const data = allocateLike(x.data, outer * output.stored * inner);
  const row = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    for (let entry = 0; entry < output.stored; entry++) {
      row.fill(reduction === 'max' && starts[entry] < starts[entry + 1] ? -Infinity : 0);
      for (let t = starts[entry]; t < starts[entry + 1]; t++) {
        const from = (o * old + taps[t]) * inner;
        if (reduction === 'max') for (let i = 0; i < inner; i++) row[i] = Math.max(row[i], x.data[from + i]);
        else for (let i = 0; i < inner; i++) row[i] += x.data[from + i];
      }
      const inside = starts[entry + 1] - starts[entry];
      const divisor = reduction === 'meanOfInside' ? Math.max(1, inside) : reduction === 'meanOfPadded' ? padded[entry] : 1;
      const to = (o * output.stored + entry) * inner;
      for (let i = 0; i < inner; i++) data[to + i] = row[i] / divisor;
    }
  }
  return { axes: x.axes.with(axis, output), data, exponent: x.exponent };
}
