import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeShared, sharedPath } from '../../../test/shared.js';
import { cifar10Images } from '../../engine/data/cifar10.js';
import { openSpace } from '../../spaces/index.js';
import { createInitializer } from '../weights/index.js';
import { referenceRuntime } from './reference-runtime.js';

interface ReferenceBlock {
  readonly name: string;
  readonly mean: number;
  readonly std: number;
  readonly first: readonly number[];
}
interface ReferenceFile {
  readonly cells: readonly {
    readonly label: string;
    readonly arch: string;
    readonly values: {
      readonly forward: { readonly logits: readonly (readonly number[])[]; readonly blocks: readonly ReferenceBlock[] };
    };
  }[];
}

const images = sharedPath('data', 'images', 'cifar10_train_0-1023.bin.gz');

describeShared('reference/tiny.json', 'the reference runtime, against PyTorch in double precision', (path) => {
  if (images === undefined) return describe.skip('(skipped: the images are not here)', () => undefined);
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as ReferenceFile;
  const records = gunzipSync(readFileSync(images));
  const space = openSpace('nas-bench-201:C=4:N=1');

  it.each(cells)('forward pass of $label', async ({ arch, values: { forward } }) => {
    const [logits, blocks] = await referenceRuntime.forward({
      architecture: space.build(space.decode(arch)),
      inputs: [cifar10Images('images', records, 8, [3, 32, 32])],
      norm: 'joint',
      weights: createInitializer('reference', 0),
      readings: [
        { kind: 'values', of: 'outputs', samples: 'all' },
        { kind: 'values', of: 'block-outputs', samples: 'all' },
      ],
    });
    if (!logits.ok || !blocks.ok) throw new Error('a reading is missing');
    forward.logits.flat().forEach((expected, i) => expect(logits.taps[0].values[i]).toBeCloseTo(expected, 12));
    expect(blocks.taps.length).toBe(forward.blocks.length - 1);
    blocks.taps.forEach(({ values }, i) => {
      const { mean, std, first } = forward.blocks[i];
      const all = [...values];
      const own = all.reduce((a, b) => a + b, 0) / all.length;
      expect(own).toBeCloseTo(mean, 12);
      expect(Math.sqrt(all.reduce((sum, v) => sum + (v - own) ** 2, 0) / all.length)).toBeCloseTo(std, 12);
      first.forEach((expected, j) => expect(all[j]).toBeCloseTo(expected, 12));
    });
  });
});
