import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { cifar10Images } from '../dist/engine/data/cifar10.js';
import { noiseImages } from '../dist/engine/data/noise.js';

const shape = [3, 32, 32];
const file = fileURLToPath(new URL('../../shared/data/images/cifar10_train_0-1023.bin.gz', import.meta.url));

/** CIFAR-10 images where ../shared has them, else noise: no operator is faster on the one than on the other. */
export function realImages(count) {
  if (!existsSync(file)) return { images: noiseImages(count, shape, 0), name: 'noise (../shared is not here)' };
  return { images: cifar10Images(file, gunzipSync(readFileSync(file)), count, shape), name: 'CIFAR-10 images' };
}
