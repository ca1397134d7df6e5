import { describe, expect, it } from 'vitest';
import { openSpace } from '../src/spaces/index.js';
import { fitDevice } from '../src/arch/memory/device-fit.js';
import { devices } from '../src/arch/memory/devices.js';

describe('fitDevice', () => {
  const space = openSpace('nas-bench-201');
  const network = space.build(space.decode('|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'));
  const [device] = devices.filter(({ id }) => id === 'stm32f746');

  it('weighs a network for each width of its numbers', () => {
    const { needs, best } = fitDevice(network, device);
    expect(needs.map(({ bits, flashBytes, peakBytes, fits }) => [bits, flashBytes, peakBytes, fits])).toEqual([
      [8, 344_346, 65_536, true],
      [16, 688_692, 131_072, true],
      [32, 1_377_384, 262_144, false],
    ]);
    expect(best.order).toHaveLength(network.nodes.length);
  });

  it('takes a device of the caller', () => {
    const own = { id: 'mine', title: 'Mine', flashBytes: 1e6, ramBytes: 70_000 };
    expect(fitDevice(network, own).needs.map(({ fits }) => fits)).toEqual([true, false, false]);
  });
});
