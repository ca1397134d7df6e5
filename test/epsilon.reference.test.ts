/** epsilon against what PyTorch and other programs computed for complete networks (`../shared/reference`). */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { resolveOptions } from '../src/core/options.js';
import { cifar10Images } from '../src/engine/data/cifar10.js';
import { rampImages } from '../src/engine/data/ramp.js';
import { epsilon } from '../src/proxies/epsilon.js';
import type { Score } from '../src/proxies/types.js';
import { createOneChannelRuntime } from '../src/runtime/one-channel/runtime.js';
import type { Arithmetic } from '../src/runtime/one-channel/types.js';
import type { Images } from '../src/runtime/images.js';
import { openSpace } from '../src/spaces/index.js';
import type { SearchSpace } from '../src/spaces/types.js';
import { constantEvidence } from './constant-evidence.js';
import { describeShared } from './shared.js';

interface ReferenceValue {
  readonly value: number | null;
  readonly mae: number;
  readonly mean: number;
}
type ReferenceValues = { readonly [A in Arithmetic]: ReferenceValue };

const runtime = createOneChannelRuntime();
const imageFile = 'data/images/cifar10_train_0-1023.bin.gz';

function score(space: SearchSpace, arch: string, images: Images, arithmetic: Arithmetic): Score {
  const options = resolveOptions('proxy epsilon', epsilon.options, { arithmetic });
  return epsilon.score(constantEvidence(runtime, space.build(space.decode(arch)), images), options, { space: space.properties });
}

const shape = [3, 32, 32];

function readImages(path: string, count: number): Images {
  return cifar10Images(path, gunzipSync(readFileSync(path)), count, shape);
}

/** `relative`: of the value; scores below 0.01 are quotients of small differences and lose digits, `absolute` holds for them. */
function expectClose(own: Score, { value, mae, mean }: ReferenceValue, relative: number, absolute: number): void {
  expect(own.ok).toBe(value !== null);
  if (!own.ok || value === null) return;
  expect(Math.abs(own.value - value)).toBeLessThan(Math.max(absolute, relative * value));
  expect(Math.abs((own.parts?.mae as number) - mae)).toBeLessThan(Math.max(absolute, relative * mae));
  expect(Math.abs((own.parts?.mean as number) - mean)).toBeLessThan(relative * mean);
}

describeShared('reference/epsilon-nb201.json', 'epsilon of 40 cells on 64 CIFAR-10 images', (reference) => {
  describeShared(imageFile, 'normalised as the reference does', (records) => {
    if (reference === '' || records === '') return;
    const cells = (
      JSON.parse(readFileSync(reference, 'utf8')) as { cells: readonly (ReferenceValues & { readonly arch: string })[] }
    ).cells;
    const space = openSpace('nas-bench-201:classes=1');
    const images = readImages(records, 64);
    it.each(cells)('$arch', ({ arch, float32, extended }) => {
      expectClose(score(space, arch, images, 'float32'), float32, 1e-5, 1e-6);
      expectClose(score(space, arch, images, 'extended'), extended, 1e-5, 1e-6);
    });
  });
});

describeShared('reference', 'epsilon of the tiny and full references', (folder) => {
  describeShared(imageFile, 'on CIFAR-10 images', (records) => {
    if (folder === '' || records === '') return;
    for (const name of ['tiny', 'full']) {
      const { config, cells } = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as {
        config: { C: number; N: number; B: number };
        cells: readonly { label: string; arch: string; epsilon: ReferenceValues }[];
      };
      const space = openSpace(`nas-bench-201:C=${config.C}:N=${config.N}:classes=1`);
      const images = readImages(records, config.B);
      it.each(cells)(`${name}: $label`, ({ arch, epsilon: { float32, extended } }) => {
        expectClose(score(space, arch, images, 'float32'), float32, 1e-5, 1e-6);
        expectClose(score(space, arch, images, 'extended'), extended, 1e-5, 1e-6);
      });
    }
  });
});

describeShared(
  'reference/epsilon-grey-b256.csv.gz',
  'epsilon in float32 on the complete space (every 61st class here, all in `npm run study:epsilon`)',
  (file) => {
    it('is undefined exactly where the reference is, and has its values', () => {
      const values = new Map(
        gunzipSync(readFileSync(file))
          .toString()
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(',') as [string, string]),
      );
      const table = gunzipSync(readFileSync(file.replace('reference/epsilon-grey-b256', 'data/nasbench201/nb201')))
        .toString()
        .trim()
        .split('\n')
        .slice(1);
      const space = openSpace('nas-bench-201:classes=1');
      const images = rampImages(256, shape);
      const wrong: string[] = [];
      for (let row = 0; row < table.length; row += 61) {
        const [index, arch] = table[row].split(',');
        const value = values.get(index) === '' ? null : Number(values.get(index));
        const own = score(space, arch, images, 'float32');
        const isClose = own.ok ? value !== null && Math.abs(own.value - value) < Math.max(1e-6, 1e-4 * value) : value === null;
        if (!isClose) wrong.push(`${index} ${arch}: ${own.ok ? own.value : own.reason}, expected ${value}`);
      }
      expect(wrong).toEqual([]);
    });
  },
);
