/** Networks as spaces of themselves: what varies is found, every choice builds, the largest is the network. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../src/arch/canonical.js';
import { countCost } from '../src/arch/cost.js';
import type { Architecture } from '../src/arch/types.js';
import { checkArchitecture } from '../src/arch/validate.js';
import { bytesSource } from '../src/core/byte-source.js';
import { AssayError } from '../src/core/errors.js';
import { createRng } from '../src/core/rng.js';
import { readOnnx } from '../src/onnx/read.js';
import { shrunkSpace } from '../src/spaces/shrunk/shrunk-space.js';
import { openSpace } from '../src/spaces/index.js';
import { describeShared } from './shared.js';
import { mobileNetV2, resNet18, vitB16 } from './reference-networks.js';

const built = (space: string, text: string): Architecture => {
  const opened = openSpace(space);
  return opened.build(opened.decode(text));
};

const networks: readonly (readonly [string, Architecture])[] = [
  ['ResNet-18', resNet18(64)],
  ['MobileNetV2', mobileNetV2(64)],
  ['ViT', vitB16({ depth: 3, dim: 64, heads: 4, size: 32 })],
  [
    'NAS-Bench-201',
    built('nas-bench-201', '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|'),
  ],
  ['OFA MobileNetV3', built('ofa-mobilenet', openSpace('ofa-mobilenet').encode(openSpace('ofa-mobilenet').sample(createRng(1))))],
  ['TransNAS segmentation', built('transnas-macro:C=32:size=64:task=segmentsemantic', '64-1124-basic')],
  ['TransNAS jigsaw', built('transnas-macro:C=32:size=128:task=jigsaw', '64-1124-basic')],
  ['DARTS', built('darts:C=36:L=8', openSpace('darts').encode(openSpace('darts').sample(createRng(1))))],
];

describe.each(networks)('%s as a space', (_, network) => {
  const space = shrunkSpace(network);
  const samples = Array.from({ length: 15 }, (_, i) => space.sample(createRng(i, 'shrunk')));

  it('is itself where nothing is shrunk', () => {
    const same = space.build(space.original);
    expect(canonicalHash(same)).toBe(canonicalHash(network));
    expect(countCost(same)).toEqual(countCost(network));
  });

  it('builds every sampled genotype, every dial alone, and the smallest, and reads what it prints', () => {
    const alone = space.dials.flatMap(({ choices }, i) => choices.map((choice) => space.original.with(i, choice)));
    for (const genotype of [...samples, ...alone, space.smallest]) {
      checkArchitecture(space.build(genotype));
      expect(space.decode(space.encode(genotype))).toEqual(genotype);
    }
  });

  it('has fewer params and MACs with every width, depth and kernel less', () => {
    for (const start of [space.original, ...samples.slice(0, 2)])
      space.dials.forEach(({ choices, kind }, i) => {
        const costs = choices.map((choice) => countCost(space.build(start.with(i, choice))));
        for (let k = 1; k < costs.length; k++) {
          expect(costs[k].params).toBeGreaterThanOrEqual(costs[k - 1].params);
          expect(costs[k].macs).toBeGreaterThanOrEqual(costs[k - 1].macs);
          if (start === space.original && kind !== 'size') expect(costs[k].params).toBeGreaterThan(costs[k - 1].params);
        }
      });
  });
});

describeShared('cases/onnx', 'small models of other tools', (folder) => {
  const cases = readdirSync(folder)
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => join(folder, name));

  it.each(cases)('%s: every sampled genotype builds, and the largest is the model', async (path) => {
    const { architecture } = await readOnnx(bytesSource(readFileSync(path)), { keepsForeign: true });
    const space = spaceIfAny(architecture);
    if (space === undefined) return;
    expect(canonicalHash(space.build(space.original))).toBe(canonicalHash(architecture));
    for (let i = 0; i < 20; i++) checkArchitecture(space.build(space.sample(createRng(i, 'case'))));
    checkArchitecture(space.build(space.smallest));
  });

  it('nearly all have something that varies', async () => {
    const found = await Promise.all(
      cases.map(async (path) =>
        spaceIfAny((await readOnnx(bytesSource(readFileSync(path)), { keepsForeign: true })).architecture),
      ),
    );
    expect(found.filter((space) => space !== undefined).length).toBeGreaterThan(0.8 * cases.length);
  });
});

/** undefined for a network of which nothing may vary. */
function spaceIfAny(architecture: Architecture): ReturnType<typeof shrunkSpace> | undefined {
  try {
    return shrunkSpace(architecture, { multiple: 1 });
  } catch (error) {
    if (error instanceof AssayError && error.code === 'unsupported') return undefined;
    throw error;
  }
}
