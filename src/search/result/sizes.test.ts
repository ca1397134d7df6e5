import { describe, expect, it } from 'vitest';
import { isSize, sizesBeside } from './sizes.js';

describe('sizes', () => {
  it('are shown beside the scores unless they are among them', () => {
    expect(sizesBeside(['sed', 'epsilon'])).toEqual(['params', 'macs']);
    expect(sizesBeside(['macs', 'sed'])).toEqual(['params']);
    expect(sizesBeside(['macs:count=flops'])).toEqual(['params', 'macs']);
    expect(['params', 'macs', 'macs:count=flops', 'depth'].map(isSize)).toEqual([true, true, false, false]);
  });
});
