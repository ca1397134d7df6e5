/**
 * CIFAR-10's official binary records: 1 label byte, then 3,072 bytes in planes red, green, blue of 32 rows of 32 pixels.
 * A pixel becomes float32((byte/255 - m) / s) with the mean and deviation the NAS-Bench-201 code uses, computed in double, rounded once.
 * Inputs smaller than 32x32 by an integer factor are means over square boxes, computed before the rounding.
 */
import { must } from '../../core/must.js';
import { dataError } from '../../core/errors.js';
import type { Images } from '../types.js';
import { greyImages } from './grey.js';

export const cifar10RecordBytes = 3073;
const side = 32;
const plane = side * side;
/** Of red, green and blue. */
const normals = [
  { mean: 125.3 / 255, deviation: 63.0 / 255 },
  { mean: 123.0 / 255, deviation: 62.1 / 255 },
  { mean: 113.9 / 255, deviation: 66.7 / 255 },
];

/**
 * Checks that `bytes` are complete records with labels 0 to 9; returns their number.
 * @throws a data error that guesses what the file is instead.
 */
export function checkCifar10(where: string, bytes: Uint8Array): number {
  if (bytes.length === 0 || bytes.length % cifar10RecordBytes !== 0) {
    const hint =
      bytes.length > 0 && bytes.length % (cifar10RecordBytes + 1) === 0
        ? 'records of 3,074 bytes are CIFAR-100'
        : 'the file is truncated or of another format';
    throw dataError(where, {
      expected: `complete records of ${cifar10RecordBytes} bytes`,
      got: `${bytes.length} bytes`,
      hint,
      code: 'damaged',
    });
  }
  const count = bytes.length / cifar10RecordBytes;
  for (let i = 0; i < count; i++) {
    const label = must(bytes[i * cifar10RecordBytes], 'the label of a record');
    if (label > 9)
      throw dataError(where, {
        expected: 'labels from 0 to 9',
        got: `${label} in record ${i + 1}`,
        hint: 'this is not a CIFAR-10 binary file',
      });
  }
  return count;
}

/** The label byte of every record. */
export function cifar10Labels(records: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: records.length / cifar10RecordBytes }, (_, i) =>
    must(records[i * cifar10RecordBytes], 'the label of a record'),
  );
}

/** The first `count` records for inputs of `shape` = [3, h, w], or of [1, h, w] in grey. @throws a data error when there are fewer, or the shape does not fit. */
export function cifar10Images(where: string, records: Uint8Array, count: number, shape: readonly number[]): Images {
  const available = records.length / cifar10RecordBytes;
  if (available < count)
    throw dataError(where, {
      expected: `at least ${count} images`,
      got: String(available),
      hint: 'choose a smaller `batch`',
      code: 'missing',
    });
  const [channels, height = 0, width = 0] = shape;
  if (shape.length === 3 && channels === 1) return greyImages(cifar10Images(where, records, count, [3, height, width]));
  const factor = side / height;
  if (shape.length !== 3 || channels !== 3 || height !== width || !Number.isInteger(factor)) {
    throw dataError(where, {
      expected: 'an input of 3x32x32, or smaller by an integer factor',
      got: shape.join('x'),
      ...(channels === 3 && height === width ? { hint: 'choose an `imageSize` of 32, 16 or 8' } : {}),
      code: 'mismatch',
    });
  }
  const values = new Float32Array(count * 3 * height * width);
  const area = factor * factor;
  for (let image = 0, at = 0; image < count; image++) {
    for (const [channel, normal] of normals.entries()) {
      const start = image * cifar10RecordBytes + 1 + channel * plane;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, at++) {
          let sum = 0;
          for (let dy = 0; dy < factor; dy++) {
            const row = start + (y * factor + dy) * side + x * factor;
            for (let dx = 0; dx < factor; dx++) sum += records[row + dx] ?? 0;
          }
          values[at] = (sum / area / 255 - normal.mean) / normal.deviation;
        }
      }
    }
  }
  return { shape, count, values };
}
