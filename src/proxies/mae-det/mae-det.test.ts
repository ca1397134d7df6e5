import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv, squareWindow } from '../../arch/build.js';
import { inferShapes } from '../../arch/infer.js';
import type { Architecture } from '../../arch/types.js';
import { createRng } from '../../core/rng.js';
import type { Evidence } from '../../evidence/types.js';
import { openSpace } from '../../spaces/index.js';
import { madnas } from '../mad-nas.js';
import type { Proxy, Score } from '../types.js';
import { featureLevels } from './feature-levels.js';
import { maeDet } from './mae-det.js';

const defaults = { third: 1, second: 1, last: 6 };

function scoreOf(proxy: Proxy, architecture: Architecture): Score {
  const evidence = { get: () => ({ ok: true, value: architecture }) } as unknown as Evidence;
  return proxy.score(evidence, proxy === maeDet ? defaults : {}, {});
}

/** Strided convolutions, a residual block at each of three levels, then a pyramid as detectors have it. */
type Neck = 'none' | 'plain' | 'batchNorm' | 'groupNorm' | 'layerNorm';

function detector(neck: Neck = 'plain'): Architecture {
  const b = createArchBuilder();
  const conv = (x: string, id: string, channels: number, kernel: number, stride = 1): string =>
    b.add('conv', [x], { ...squareConv(channels, kernel), stride: [stride, stride] }, id);
  let x = b.input('image', [1, 3, 64, 64]);
  const ends: string[] = [];
  for (const [i, channels] of [8, 16, 32, 64, 128].entries()) {
    const down = b.add('relu', [conv(x, `down${i}`, channels, 3, 2)], {}, `down${i}.relu`);
    const inner = b.add('relu', [conv(down, `a${i}`, channels, 1)], {}, `a${i}.relu`);
    const sum = b.add('add', [conv(inner, `b${i}`, channels, 3), down], {}, `sum${i}`);
    x = b.add('relu', [sum], {}, `c${i + 1}`);
    ends.push(x);
  }
  if (neck === 'none') return b.finish([x]);
  const normed = (y: string): string => {
    if (neck === 'batchNorm') return b.add('batchNorm', [y], { eps: 1e-5, affine: true });
    if (neck === 'groupNorm') return b.add('groupNorm', [y], { groups: 4, eps: 1e-5, affine: true });
    return neck === 'layerNorm' ? b.add('layerNorm', [y], { axis: -1, eps: 1e-5, affine: true }) : y;
  };
  let top = normed(conv(ends[4], 'lateral5', 24, 1));
  const outputs = [normed(conv(top, 'out5', 24, 3))];
  outputs.push(b.add('maxPool', [outputs[0]], { ...squareWindow(1, 2, 0), ceil: false }, 'p6'));
  for (const level of [4, 3]) {
    const rows = b.add('gather', [top], { axis: 2, indices: doubled(64 / 2 ** (level + 1)) }, `rows${level}`);
    const wide = b.add('gather', [rows], { axis: 3, indices: doubled(64 / 2 ** (level + 1)) }, `wide${level}`);
    top = b.add('add', [wide, normed(conv(ends[level - 1], `lateral${level}`, 24, 1))], {}, `merged${level}`);
    outputs.push(normed(conv(top, `out${level}`, 24, 3)));
  }
  return b.finish(outputs);
}

const necks: readonly Neck[] = ['none', 'plain', 'batchNorm', 'groupNorm', 'layerNorm'];
const doubled = (length: number): number[] => Array.from({ length: 2 * length }, (_, i) => i >> 1);

describe('feature levels', () => {
  it('are the ends of the stages of a backbone, with a pyramid behind it and without', () => {
    for (const architecture of necks.map((neck) => detector(neck))) {
      const levels = featureLevels(architecture, inferShapes(architecture, 1)).filter(({ level }) => level > 0);
      expect(levels.map(({ level, node, channels }) => [level, node.id, channels])).toEqual([
        [1, 'c1', 8],
        [2, 'c2', 16],
        [3, 'c3', 32],
        [4, 'c4', 64],
        [5, 'c5', 128],
      ]);
    }
  });
});

describe('MAE-DET of a detector', () => {
  it('is the weighted entropy of C3, C4 and C5, worked out by hand', () => {
    const fanIns = [3, 8, 16, 32, 64].map((from, i) => {
      const channels = 8 * 2 ** i;
      return [9 * from, channels, 9 * channels];
    });
    const deviation = (level: number): number =>
      fanIns
        .slice(0, level)
        .flat()
        .reduce((sum, fanIn) => sum + 0.5 * Math.log(fanIn), 0);
    const expected = [
      [3, 1],
      [4, 1],
      [5, 6],
    ].reduce((sum, [level, own]) => sum + own * (Math.log(8 * 2 ** (level - 1)) + deviation(level)), 0);
    for (const architecture of necks.map((neck) => detector(neck))) {
      const score = scoreOf(maeDet, architecture);
      expect(score.ok && score.value).toBeCloseTo(expected, 9);
    }
  });

  it.each(['nas-bench-macro', 'nds-resnet', 'nds-resnext-a', 'ofa-mobilenet'])('is madnas on chains of %s', (id) => {
    const space = openSpace(id);
    const rng = createRng(4, id);
    let compared = 0;
    for (let i = 0; i < 12; i++) {
      const architecture = space.build(space.sample(rng));
      const [found, expected] = [scoreOf(maeDet, architecture), scoreOf(madnas, architecture)];
      if (!expected.ok) continue;
      expect(found.ok && found.value).toBeCloseTo(expected.value, 9);
      compared++;
    }
    expect(compared).toBeGreaterThan(3);
  });

  it('has a reason where there are no maps, and where nothing arrives', () => {
    const b = createArchBuilder();
    const text = b.finish([b.add('linear', [b.input('x', [1, 4, 8])], { outFeatures: 3, bias: true })]);
    expect(scoreOf(maeDet, text)).toMatchObject({ ok: false, reason: expect.stringContaining('no maps') });
    const dead = openSpace('nas-bench-201').build(
      openSpace('nas-bench-201').decode('|none~0|+|none~0|none~1|+|none~0|none~1|none~2|'),
    );
    expect(scoreOf(maeDet, dead)).toMatchObject({ ok: false, reason: expect.stringContaining('no signal') });
  });
});
