import { describe, expect, it } from 'vitest';
import { fullLayout, layoutOf, uniformLayout, type AxisLayout } from './axis-layout.js';
import { windowTaps } from './window-taps.js';

const same3 = (input: AxisLayout): AxisLayout =>
  windowTaps(input, { kernel: 3, stride: 1, padBegin: 1, padEnd: 1, dilation: 1, length: input.length }).output;

describe('a window over one axis', () => {
  it('keeps what is distinct distinct', () => {
    expect(same3(fullLayout(6))).toBe(fullLayout(6));
  });

  it('sees a uniform axis through the padding alone: both ends are alike, and the border grows by one place each time', () => {
    const once = same3(uniformLayout(8));
    expect([...once.index]).toEqual([0, 1, 1, 1, 1, 1, 1, 0]);
    expect([...same3(once).index]).toEqual([0, 1, 2, 2, 2, 2, 1, 0]);
  });

  it('keeps mirror symmetry under an even window, and loses it where the stride falls unevenly', () => {
    const mirrored = layoutOf([0, 1, 2, 3, 3, 2, 1, 0]);
    expect(same3(mirrored)).toBe(mirrored);
    const halved = windowTaps(mirrored, { kernel: 3, stride: 2, padBegin: 1, padEnd: 1, dilation: 1, length: 4 });
    expect(halved.output).toBe(fullLayout(4));
    const paired = windowTaps(mirrored, { kernel: 2, stride: 2, padBegin: 0, padEnd: 0, dilation: 1, length: 4 });
    expect([...paired.output.index]).toEqual([0, 1, 1, 0]);
  });

  it('lists the entries each output reads, and counts the padding it covers', () => {
    const { starts, taps, padded } = windowTaps(fullLayout(3), {
      kernel: 2,
      stride: 2,
      padBegin: 1,
      padEnd: 0,
      dilation: 2,
      length: 1,
    });
    expect([...taps.subarray(starts[0], starts[1])]).toEqual([1]);
    expect([...padded]).toEqual([2]);
    const ceil = windowTaps(fullLayout(4), { kernel: 3, stride: 3, padBegin: 0, padEnd: 1, dilation: 1, length: 2 });
    expect([...ceil.padded]).toEqual([3, 2]);
  });
});
