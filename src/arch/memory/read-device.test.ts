import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';
import { readDevice } from './read-device.js';

describe('readDevice', () => {
  it('reads flash, RAM and what else is known', () => {
    expect(readDevice({ flashBytes: 1000, ramBytes: 200 }, 'mine.json')).toEqual({
      id: 'mine.json',
      title: 'mine.json',
      flashBytes: 1000,
      ramBytes: 200,
    });
  });

  it('names a field that is missing, unknown or no size', () => {
    expect(() => readDevice({ flashBytes: 1000 }, 'mine.json')).toThrow('mine.json: expected "ramBytes", got nothing');
    expect(() => readDevice({ flashBytes: 1000, ramBytes: -1 }, 'mine.json')).toThrow(/at least 1/);
    expect(() => readDevice({ flashBytes: 1000, ramBytes: 1, ram: 2 }, 'mine.json')).toThrow(/ram/);
    expect(() => readDevice([], 'mine.json')).toThrow(/mine.json/);
  });

  it('has ids that differ in the table', () => {
    expect(new Set(devices.map(({ id }) => id)).size).toBe(devices.length);
  });
});
