import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeShared, sharedPath } from '../../../test/shared.js';
import { checkCifar10, cifar10Images, cifar10RecordBytes } from './cifar10.js';
import { noiseImages } from './noise.js';
import { rampImages } from './ramp.js';
import { createDataSource } from './source.js';
import { parseDataSpec } from './spec.js';

/** `count` records: label i mod 10, every byte of plane c of record i = (i + 40 c) mod 256. */
function records(count: number): Uint8Array {
  const bytes = new Uint8Array(count * cifar10RecordBytes);
  for (let i = 0; i < count; i++) {
    bytes[i * cifar10RecordBytes] = i % 10;
    for (let c = 0; c < 3; c++)
      bytes.fill((i + 40 * c) % 256, i * cifar10RecordBytes + 1 + c * 1024, i * cifar10RecordBytes + 1 + (c + 1) * 1024);
  }
  return bytes;
}

describe('a data spec', () => {
  it('is an id and, for files, a path that may hold colons', () => {
    expect(parseDataSpec('ramp')).toEqual({ kind: 'ramp' });
    expect(parseDataSpec('cifar10:C:\\data\\batch.bin')).toEqual({ kind: 'cifar10', path: 'C:\\data\\batch.bin' });
  });

  it.each([
    ['rmap', 'did you mean "ramp"?'],
    ['cifar:x.bin', 'did you mean "cifar10"?'],
    ['cifar10', 'expected cifar10:FILE, got "cifar10"'],
    ['folder:', 'expected folder:DIR, got "folder:"'],
    ['noise:3', 'expected noise, got "noise:3" (it takes no path)'],
  ])('%s is a usage error', (text, message) => {
    expect(() => parseDataSpec(text)).toThrow(message);
    expect(() => parseDataSpec(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});

describe('ramp', () => {
  it('is the constant i/B in float32 over all channels and pixels', () => {
    const { values } = rampImages(3, [2, 2, 1]);
    expect([...values]).toEqual([
      0,
      0,
      0,
      0,
      ...Array<number>(4).fill(Math.fround(1 / 3)),
      ...Array<number>(4).fill(Math.fround(2 / 3)),
    ]);
  });
});

describe('noise', () => {
  it('depends on the seed and the image, not on how many there are', () => {
    const many = noiseImages(4, [3, 5, 5], 7).values;
    expect([...noiseImages(2, [3, 5, 5], 7).values]).toEqual([...many.subarray(0, 150)]);
    expect([...noiseImages(2, [3, 5, 5], 8).values]).not.toEqual([...many.subarray(0, 150)]);
    expect([...many.subarray(0, 75)]).not.toEqual([...many.subarray(75, 150)]);
  });

  it('has mean 0 and variance 1', () => {
    const { values } = noiseImages(16, [3, 32, 32], 1);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(values.length));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
  });
});

describe('CIFAR-10 records', () => {
  it('are normalised per channel in double and rounded once', () => {
    const { values } = cifar10Images('data', records(3), 3, [3, 32, 32]);
    expect(values[2 * 3072]).toBe(Math.fround((2 / 255 - 125.3 / 255) / (63 / 255)));
    expect(values[2 * 3072 + 1024]).toBe(Math.fround((42 / 255 - 123 / 255) / (62.1 / 255)));
    expect(values[2 * 3072 + 2048 + 1023]).toBe(Math.fround((82 / 255 - 113.9 / 255) / (66.7 / 255)));
  });

  it('shrink to an input smaller by an integer factor as means over boxes', () => {
    const bytes = records(1);
    bytes[1] = 100; // row 0, column 0 of red; the rest of the plane is 0
    const { values, shape } = cifar10Images('data', bytes, 1, [3, 16, 16]);
    expect(shape).toEqual([3, 16, 16]);
    expect(values).toHaveLength(768);
    expect(values[0]).toBe(Math.fround((25 / 255 - 125.3 / 255) / (63 / 255)));
    expect(values[1]).toBe(Math.fround((0 - 125.3 / 255) / (63 / 255)));
  });

  it('are grey for an input of one channel', () => {
    const [colour, grey] = [3, 1].map((channels) => cifar10Images('data', records(2), 2, [channels, 16, 16]));
    expect(grey.shape).toEqual([1, 16, 16]);
    expect(grey.values).toHaveLength(2 * 256);
    const at = (channel: number): number => colour.values[(3 + channel) * 256 + 7];
    expect(grey.values[256 + 7]).toBeCloseTo(0.299 * at(0) + 0.587 * at(1) + 0.114 * at(2), 6);
  });

  it.each([[[3, 24, 24]], [[3, 64, 64]], [[2, 32, 32]], [[3, 32, 16]], [[3072]]])('do not fit an input of %j', (shape) => {
    expect(() => cifar10Images('data', records(1), 1, shape)).toThrow(
      `expected an input of 3x32x32, or smaller by an integer factor, got ${shape.join('x')}`,
    );
    const isSquare = shape[0] === 3 && shape[1] === shape[2];
    expect(() => cifar10Images('data', records(1), 1, shape)).toThrow(isSquare ? 'choose an `imageSize` of 32, 16 or 8' : /\d$/);
  });

  it('must be enough for the batch', () => {
    expect(() => cifar10Images('data cifar10:x', records(100), 256, [3, 32, 32])).toThrow(
      'data cifar10:x: expected at least 256 images, got 100',
    );
  });

  it('must be complete, with labels 0 to 9', () => {
    expect(checkCifar10('data', records(2))).toBe(2);
    expect(() => checkCifar10('data', records(2).subarray(1))).toThrow('expected complete records of 3073 bytes, got 6145 bytes');
    expect(() => checkCifar10('data', new Uint8Array())).toThrow('got 0 bytes');
    expect(() => checkCifar10('data', new Uint8Array(3074 * 2))).toThrow('CIFAR-100');
    const mislabelled = records(2);
    mislabelled[cifar10RecordBytes] = 10;
    expect(() => checkCifar10('data', mislabelled)).toThrow('expected labels from 0 to 9, got 10 in record 2');
  });
});

describeShared('reference/tiny.json', 'normalised inputs of the reference', (path) => {
  it('are reproduced bit by bit', () => {
    const { samples } = JSON.parse(readFileSync(path, 'utf8')) as { samples: { input: number[] } };
    const bytes = gunzipSync(readFileSync(sharedPath('data', 'images', 'cifar10_train_0-1023.bin.gz') as string));
    const { values } = cifar10Images('data', bytes, 8, [3, 32, 32]);
    expect([...values.subarray(0, samples.input.length)]).toEqual(samples.input);
  });
});

describe('a data source', () => {
  it('gives prepared images first, makes others on demand, and the same object for the same call', () => {
    const prepared = rampImages(4, [3, 2, 2]);
    const source = createDataSource({ text: 'ramp', recipe: { kind: 'ramp' }, prepared: [prepared] });
    expect(source.images(4, [3, 2, 2])).toBe(prepared);
    const other = source.images(2, [3, 2, 2]);
    expect(other.values).toHaveLength(24);
    expect(source.images(2, [3, 2, 2])).toBe(other);
  });

  it('says that a folder was not prepared for an input', () => {
    const source = createDataSource({ text: 'folder:x', recipe: { kind: 'folder' }, prepared: [] });
    expect(() => source.images(2, [3, 8, 8])).toThrow(
      'data folder:x: expected pictures prepared for the input, got an input of 3x8x8',
    );
  });
});

describe('images of any size that a model may declare', () => {
  it('are refused before anything is allocated', () => {
    const source = createDataSource({ text: 'ramp', recipe: { kind: 'ramp' }, prepared: [] });
    expect(() => source.images(64, [3, 2 ** 20, 2 ** 20])).toThrow(
      'data ramp: expected images of at most 4,096 MiB, got 64 of 3x1048576x1048576 (choose a smaller `batch`)',
    );
  });
});
