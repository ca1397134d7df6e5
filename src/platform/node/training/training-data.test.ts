import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openTrainingData } from './training-data.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-training-data-'));
afterAll(() => rmSync(folder, { recursive: true }));
const shape = [3, 32, 32];

/** `count` records whose labels go on from `first`, black but for the label as the first byte of red. */
function records(count: number, first: number): Uint8Array {
  const bytes = new Uint8Array(count * 3073);
  for (let i = 0; i < count; i++) bytes[i * 3073] = bytes[i * 3073 + 1] = (first + i) % 10;
  return bytes;
}

const official = join(folder, 'cifar-10-batches-bin');
mkdirSync(official);
for (let part = 1; part <= 5; part++) writeFileSync(join(official, `data_batch_${part}.bin`), records(4, part));
writeFileSync(join(official, 'test_batch.bin'), records(3, 7));
writeFileSync(join(official, 'readme.html'), 'not records');
const single = join(folder, 'single.bin.gz');
writeFileSync(single, gzipSync(records(20, 0)));

describe("CIFAR-10's binary version", () => {
  it.each([official, folder, `cifar10:${official}`])('has all its files read, from %s', async (source) => {
    const { train, validation } = await openTrainingData(source, undefined, shape);
    expect([train.count, validation.count, train.classes]).toEqual([20, 3, 10]);
    expect(validation.title).toBe(`data validation images of ${source}`);
    expect(Array.from(train.labels).slice(0, 8)).toEqual([1, 2, 3, 4, 2, 3, 4, 5]);
    expect(Array.from(validation.labels)).toEqual([7, 8, 9]);
    // Images lie beside their labels, normalised; a black pixel is what padding is made of.
    expect(train.image(5)[0]).toBe(Math.fround((3 / 255 - 125.3 / 255) / (63 / 255)));
    expect(train.image(5)[1]).toBe(train.black[0]);
    expect(train.image(5)[3071]).toBe(train.black[2]);
  });

  it('holds out a share of one file, the same every time', async () => {
    const { train, validation, digest } = await openTrainingData(`cifar10:${single}`, '25%', shape);
    expect([train.count, validation.count]).toEqual([15, 5]);
    const both = [...Array.from(train.labels), ...Array.from(validation.labels)].toSorted((a, b) => a - b);
    expect(both).toEqual(Array.from({ length: 20 }, (_, i) => Math.floor(i / 2)));
    const again = await openTrainingData(single, 0.25, shape);
    expect(again.validation.labels).toEqual(validation.labels);
    expect(again.digest).toBe(digest);
    expect((await openTrainingData(single, 0.2, shape)).digest).not.toBe(digest);
    for (let i = 0; i < 5; i++) expect(validation.image(i)[0]).toBeCloseTo((validation.labels[i] - 125.3) / 63, 5);
  });

  it('validates with another file', async () => {
    const { train, validation } = await openTrainingData(single, join(official, 'test_batch.bin'), shape);
    expect([train.count, validation.count]).toEqual([20, 3]);
  });

  it('shrinks to a smaller input', async () => {
    const { train } = await openTrainingData(single, undefined, [3, 16, 16]);
    expect(train.image(0)).toHaveLength(768);
    expect(train.black).toHaveLength(3);
  });

  it.each([
    [
      'nowhere',
      undefined,
      'data nowhere: expected a folder of images, cifar10:DIR, cifar10:FILE or folder:DIR, got nothing of that name',
    ],
    ['noise:', undefined, 'data: expected noise, got "noise:" (it takes no path)'],
    [`cifar10:${join(folder, 'pictures')}`, undefined, 'got no such file or folder'],
    [single, '1.5', 'validation: expected a share between 0 and 1, or a source of images, got 1.5'],
    [single, 'nowhere', 'validation nowhere: expected a folder of images'],
  ])('%s is one clear line', async (source, validation, message) => {
    await expect(openTrainingData(source, validation, shape)).rejects.toThrow(message);
  });
});

describe('folders of pictures', async () => {
  const sharp = await import('sharp').then(
    ({ default: load }) => load,
    () => undefined,
  );
  const pictures = join(folder, 'pictures-of-classes');
  const paint = async (name: string, r: number): Promise<void> => {
    mkdirSync(join(pictures, name, '..'), { recursive: true });
    await sharp?.({ create: { width: 8, height: 8, channels: 3, background: { r, g: 0, b: 0 } } })
      .png()
      .toFile(join(pictures, name));
  };

  it.runIf(sharp !== undefined)('have the classes of their folders, the same to train and to validate', async () => {
    await paint('train/cat/0.png', 10);
    await paint('train/dog/0.png', 20);
    await paint('train/dog/1.png', 30);
    await paint('val/dog/0.png', 40);
    const { train, validation, classNames } = await openTrainingData(pictures, undefined, [3, 8, 8]);
    expect(classNames).toEqual(['cat', 'dog']);
    expect(Array.from(train.labels)).toEqual([0, 1, 1]);
    // Dogs are class 1 although there is no cat.
    expect(Array.from(validation.labels)).toEqual([1]);
    expect(validation.image(0)[0]).toBe(Math.fround((40 / 255 - 0.485) / 0.229));
    expect(train.black[0]).toBe(Math.fround(-0.485 / 0.229));
    await paint('val/cow/0.png', 50);
    await expect(openTrainingData(pictures, undefined, [3, 8, 8])).rejects.toThrow(
      'expected the classes trained on, cat, dog, got "cow"',
    );
  });

  it.runIf(sharp !== undefined)('must have a class each', async () => {
    const flat = mkdtempSync(join(folder, 'flat-'));
    await expect(openTrainingData(flat, undefined, shape)).rejects.toThrow(
      'expected pictures in one folder a class, got no pictures',
    );
  });
});
