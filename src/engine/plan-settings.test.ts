import { describe, expect, it } from 'vitest';
import { judgementOf } from '../spaces/judgement.js';
import { openSpace } from '../spaces/index.js';
import { planSettings } from './plan-settings.js';

const forward = judgementOf('forward');

describe('the settings of a run', () => {
  it('are those of every run where proxies are named, or nothing is run', () => {
    const plain = { data: 'ramp', batch: 64, seed: 0 };
    expect(planSettings({}, { space: openSpace('nas-bench-201') })).toEqual(plain);
    expect(planSettings({}, { judgement: judgementOf('graph'), space: openSpace('nas-bench-201') })).toEqual(plain);
  });

  it.each([
    ['nas-bench-201', 8],
    ['nas-bench-201:size=16', 8],
    ['nas-bench-201:size=8', undefined],
    ['ofa-mobilenet', 56],
    ['autoformer', undefined],
    ['flexibert', undefined],
  ])('pass smaller images in small batches by the judgement, where %s takes them', (text, imageSize) => {
    expect(planSettings({}, { judgement: forward, space: openSpace(text) })).toEqual({
      data: 'ramp',
      batch: 16,
      ...(imageSize === undefined ? {} : { imageSize }),
      seed: 0,
    });
  });

  it('leave a space that cannot build to the search, which names its candidates', () => {
    const broken = {
      ...openSpace('nas-bench-201'),
      build: () => {
        throw new Error('a bug');
      },
    };
    expect(planSettings({}, { judgement: forward, space: broken })).toEqual({ data: 'ramp', batch: 16, seed: 0 });
  });

  it('are what is asked for', () => {
    const asked = { data: 'noise', batch: 4, imageSize: 32, seed: 3, init: 'reference' };
    expect(planSettings(asked, { judgement: forward, space: openSpace('nas-bench-201') })).toEqual(asked);
  });
});
