import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { cifar10RecordBytes } from '../../../engine/data/cifar10.js';
import { createDataSource } from '../../../engine/data/source.js';
import { openData, requireDataFiles } from './data-source.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

const needs = { counts: [4], shapes: [[3, 32, 32]] };

function writeFile(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function records(count: number): Uint8Array {
  return Uint8Array.from({ length: count * cifar10RecordBytes }, (_, i) => (i % cifar10RecordBytes === 0 ? 3 : (i * 7) % 251));
}

describe('openData', () => {
  it('reads CIFAR-10 records, plain or gzip, into shared memory', async () => {
    const plain = await openData(`cifar10:${writeFile('plain.bin', records(5))}`, 0, needs);
    const packed = await openData(`cifar10:${writeFile('packed.bin.gz', gzipSync(records(5)))}`, 0, needs);
    expect(plain.prepared[0].values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(packed.prepared[0].values).toEqual(plain.prepared[0].values);
    expect(packed.digest).toBe(plain.digest);
    expect(createDataSource(plain).images(2, [3, 16, 16]).count).toBe(2);
  });

  it('opens no file when no proxy reads images', async () => {
    expect((await openData(`cifar10:${join(folder, 'absent.bin')}`, 0, { counts: [], shapes: [] })).prepared).toEqual([]);
  });

  it('refuses what is not there although no proxy reads images', () => {
    const absent = join(folder, 'absent');
    expect(() => requireDataFiles(`cifar10:${absent}`)).toThrow('got no such file or folder');
    expect(() => requireDataFiles(`folder:${absent}`)).toThrow('expected a folder of pictures, got no such file or folder');
    expect(() => requireDataFiles(`cifar10:${folder}`)).toThrow('got a folder');
    expect(() => requireDataFiles(`folder:${writeFile('a-file', records(1))}`)).toThrow('got a file where a folder must be');
    for (const there of ['ramp', `folder:${folder}`, `cifar10:${writeFile('there.bin', records(1))}`]) requireDataFiles(there);
  });

  it('distinguishes files by a digest that a resumed run compares', async () => {
    const digestOf = async (name: string, bytes: Uint8Array) =>
      (await openData(`cifar10:${writeFile(name, bytes)}`, 0, needs)).digest;
    const changed = records(5);
    changed[100]++;
    expect(await digestOf('a.bin', records(5))).not.toBe(await digestOf('b.bin', changed));
  });

  it.each([
    ['absent.bin', undefined, 'got no such file or folder'],
    ['short.bin', records(3), 'expected at least 4 images, got 3'],
    ['truncated.bin', records(5).subarray(0, 10_000), 'expected complete records of 3073 bytes, got 10000 bytes'],
    ['torn.bin.gz', gzipSync(records(5)).subarray(0, -20), 'expected a complete gzip file'],
  ])('%s is one clear data error', async (name, bytes, message) => {
    const path = bytes === undefined ? join(folder, name) : writeFile(name, bytes);
    const opened = openData(`cifar10:${path}`, 0, needs);
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toMatchObject({ kind: 'data' });
  });

  it('says that a folder is not a file', async () => {
    await expect(openData(`cifar10:${folder}`, 0, needs)).rejects.toThrow('got a folder');
  });
});

describe('a folder of pictures', async () => {
  const sharp = await import('sharp').then(
    ({ default: load }) => load,
    () => undefined,
  );
  const pictures = join(folder, 'pictures');
  mkdirSync(join(pictures, 'deeper'), { recursive: true });
  const paint = (name: string, background: { r: number; g: number; b: number }, width: number, height: number) =>
    sharp?.({ create: { width, height, channels: 3, background } })
      .png()
      .toFile(join(pictures, name));

  it.runIf(sharp !== undefined)('is sorted by path, scaled to the input and normalised as for ImageNet', async () => {
    await paint('b.png', { r: 0, g: 128, b: 255 }, 40, 60);
    await paint('a.png', { r: 255, g: 255, b: 255 }, 8, 8);
    await paint('deeper/0.png', { r: 10, g: 20, b: 30 }, 100, 50);
    writeFileSync(join(pictures, 'notes.txt'), 'not a picture');
    const { prepared, digest } = await openData(`folder:${pictures}`, 0, { counts: [3], shapes: [[3, 16, 16]] });
    const [{ values, count, shape }] = prepared;
    expect([count, shape, digest?.length]).toEqual([3, [3, 16, 16], 16]);
    const pixel = (image: number, channel: number): number => values[(image * 3 + channel) * 256 + 100];
    expect(pixel(0, 0)).toBe(Math.fround((1 - 0.485) / 0.229));
    expect([pixel(1, 0), pixel(1, 1), pixel(1, 2)]).toEqual([
      Math.fround((0 - 0.485) / 0.229),
      Math.fround((128 / 255 - 0.456) / 0.224),
      Math.fround((1 - 0.406) / 0.225),
    ]);
    expect(pixel(2, 2)).toBe(Math.fround((30 / 255 - 0.406) / 0.225));
  });

  it.runIf(sharp !== undefined)('takes grey pictures and transparent ones as three channels', async () => {
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    await sharp?.({ create: { width: 9, height: 9, channels: 3, background: { r: 70, g: 70, b: 70 } } })
      .toColourspace('b-w')
      .png()
      .toFile(join(odd, '0.png'));
    await sharp?.({ create: { width: 9, height: 9, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 1 } } })
      .png()
      .toFile(join(odd, '1.png'));
    const { prepared } = await openData(`folder:${odd}`, 0, { counts: [2], shapes: [[3, 4, 4]] });
    const { values } = prepared[0];
    expect([values[0], values[16], values[32]]).toEqual(
      [(70 / 255 - 0.485) / 0.229, (70 / 255 - 0.456) / 0.224, (70 / 255 - 0.406) / 0.225].map(Math.fround),
    );
    expect(values[48 + 32]).toBe(Math.fround((3 / 255 - 0.406) / 0.225));
  });

  it.runIf(sharp !== undefined)('names the picture that cannot be decoded', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'x.png'), 'no picture');
    await expect(openData(`folder:${broken}`, 0, { counts: [1], shapes: [[3, 8, 8]] })).rejects.toThrow(
      /expected a picture that can be decoded, got ".*x\.png"/,
    );
  });

  it('must exist and hold enough pictures', async () => {
    await expect(openData(`folder:${join(folder, 'nowhere')}`, 0, needs)).rejects.toThrow(
      'expected a folder of pictures, got no such file or folder',
    );
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await expect(openData(`folder:${empty}`, 0, needs)).rejects.toThrow('expected at least 4 images, got 0');
  });
});
