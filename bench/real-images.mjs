import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openData } from 'assay/node';

const shape = [3, 32, 32];
const file = fileURLToPath(new URL('../../shared/data/images/cifar10_train_0-1023.bin.gz', import.meta.url));

/** CIFAR-10 images where ../shared has them, else noise: no operator is faster on the one than on the other. */
export async function realImages(count) {
  const isThere = existsSync(file);
  const images = await imagesOf(isThere ? `cifar10:${file}` : 'noise', count);
  return { images, name: isThere ? 'CIFAR-10 images' : 'noise (../shared is not here)' };
}

/** The grey ramp. */
export async function rampImages(count) {
  return imagesOf('ramp', count);
}

async function imagesOf(data, count) {
  const { prepared } = await openData(data, 0, { counts: [count], shapes: [shape] });
  const [images] = prepared;
  // A runtime called directly takes no shared memory.
  return { ...images, values: Float32Array.from(images.values) };
}
