/**
 * A sliding window over one axis, as lists of the stored entries each distinct output entry reads.
 * Sums, means and maxima do not depend on the order of what they read, so two outputs that read the same multiset are one:
 * mirror symmetry, uniform insides and borders carry over (or break, as they do under uneven strides) without any special case.
 */
import { derive, layoutOf, type AxisLayout } from './axis-layout.js';

interface AxisWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly padBegin: number;
  readonly padEnd: number;
  readonly dilation: number;
  /** Places of the output. */
  readonly length: number;
}

export interface WindowTaps {
  readonly output: AxisLayout;
  /** Output entry o reads `taps[starts[o]]` to `taps[starts[o + 1] - 1]`; places in the padding are left out. */
  readonly starts: Int32Array;
  readonly taps: Int32Array;
  /** Per output entry, how many places of the padded input its window covers: what a mean that counts padding divides by. */
  readonly padded: Float64Array;
}

export function windowTaps(input: AxisLayout, window: AxisWindow): WindowTaps {
  const { kernel, stride, padBegin, padEnd, dilation, length } = window;
  return derive(input, `${kernel} ${stride} ${padBegin} ${padEnd} ${dilation} ${length}`, () => buildTaps(input, window));
}

function buildTaps(input: AxisLayout, { kernel, stride, padBegin, padEnd, dilation, length }: AxisWindow): WindowTaps {
  const lists: number[][] = [];
  const padded: number[] = [];
  for (let o = 0; o < length; o++) {
    const start = o * stride - padBegin;
    // With room for all: a list that grows takes four times the memory.
    const list = new Array<number>(kernel);
    let [read, covered] = [0, 0];
    for (let k = 0; k < kernel; k++) {
      const place = start + k * dilation;
      if (place >= 0 && place < input.length) list[read++] = input.index[place];
      if (place < input.length + padEnd) covered++;
    }
    list.length = read;
    lists.push(list);
    padded.push(covered);
  }
  return fromLists(lists, padded);
}

/** Which places add to each place of a transposed window's output. */
export function transposedTaps(input: AxisLayout, window: AxisWindow): WindowTaps {
  const { kernel, stride, padBegin, dilation, length } = window;
  return derive(input, `transposed ${kernel} ${stride} ${padBegin} ${dilation} ${length}`, () => {
    const lists = Array.from({ length }, (_, o) => {
      const list: number[] = [];
      for (let k = 0; k < kernel; k++) {
        const place = (o + padBegin - k * dilation) / stride;
        if (Number.isInteger(place) && place >= 0 && place < input.length) list.push(input.index[place]);
      }
      return list;
    });
    return fromLists(
      lists,
      lists.map(() => kernel),
    );
  });
}

/** Most lists are in order. */
function ascending(list: readonly number[]): readonly number[] {
  for (let i = 1; i < list.length; i++) if (list[i] < list[i - 1]) return list.toSorted((a, b) => a - b);
  return list;
}

/** Outputs that read the same entries are one. */
function fromLists(lists: readonly (readonly number[])[], padded: readonly number[]): WindowTaps {
  const output = layoutOf(lists.map((list, o) => `${ascending(list).join()} ${padded[o]}`));
  const starts = new Int32Array(output.stored + 1);
  const taps: number[] = [];
  output.places.forEach((place, entry) => {
    for (const tap of lists[place]) taps.push(tap);
    starts[entry + 1] = taps.length;
  });
  return { output, starts, taps: Int32Array.from(taps), padded: Float64Array.from(output.places, (place) => padded[place]) };
}
