import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../../test/shared.js';
import { spearman } from '../core/statistics/index.js';
import { nasBench201Ops } from '../spaces/nas-bench-201-cell.js';
import { openSpace } from '../spaces/index.js';
import { chainBlocks } from './chain-blocks.js';
import { longestPath } from './layer-counts.js';
import { meanFieldZen } from './mean-field-zen.js';
import { countOperations } from './operation-count.js';
import { pathSynflow } from './path-synflow.js';
import type { Architecture } from '../arch/types.js';

const space = openSpace('nas-bench-201');
const cellOf = (op: string): string => `|${op}~0|+|${op}~0|${op}~1|+|${op}~0|${op}~1|${op}~2|`;
const built = (text: string, opened = space): Architecture => opened.build(opened.decode(text));

function logSynflow(architecture: Architecture): number {
  const result = pathSynflow(architecture);
  return result.ok ? result.log : NaN;
}

describe('arithmetic instead of tensors', () => {
  it("tensorwatch's operations on NAS-Bench-201 are the published linear form, at both image sizes", () => {
    const forms = [
      { spec: 'nas-bench-201', base: 7.943872, nor_conv_1x1: 4.36224, nor_conv_3x3: 35.81952, avg_pool_3x3: 1.29024 },
      {
        spec: 'nas-bench-201:size=16:classes=120',
        base: 1.993792,
        nor_conv_1x1: 1.09056,
        nor_conv_3x3: 8.95488,
        avg_pool_3x3: 0.32256,
      },
    ] as const;
    for (const { spec, base, ...gains } of forms) {
      const opened = openSpace(spec);
      for (const op of nasBench201Ops) {
        const gain = op in gains ? gains[op as keyof typeof gains] : 0;
        expect(countOperations(built(cellOf(op), opened)) / 1e6).toBeCloseTo(base + 6 * gain, 9);
      }
    }
  });

  it('path products give the logsynflow of uniform cells', () => {
    expect(logSynflow(built(cellOf('nor_conv_1x1')))).toBeCloseTo(73.1247, 4);
    expect(logSynflow(built(cellOf('nor_conv_3x3')))).toBeCloseTo(116.81, 2);
    expect(logSynflow(built(cellOf('skip_connect')))).toBeCloseTo(35.838, 3);
    expect(logSynflow(built(cellOf('none')))).toBe(-Infinity);
  });

  it('depth is that of the longest connected path', () => {
    expect(longestPath(built(cellOf('nor_conv_3x3')))).toBe(1 + 15 * 3 + 2 * 2 + 1);
    expect(longestPath(built(cellOf('skip_connect')))).toBe(6);
    expect(longestPath(built('|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|'))).toBe(6);
    expect(longestPath(built(cellOf('none')))).toBeUndefined();
  });

  it('a network of blocks is a chain, a cell with several branches is none', () => {
    const chain = chainBlocks(built(cellOf('skip_connect')));
    expect(chain.ok && chain.blocks.map(({ fanIns, channels, pixels }) => [...fanIns, channels, pixels])).toEqual([
      [27, 16, 1024],
      [144, 288, 32, 256],
      [288, 576, 64, 64],
    ]);
    expect(chainBlocks(built(cellOf('nor_conv_3x3')))).toEqual({
      ok: false,
      reason: 'not a chain of blocks: cell c1 has several branches with layers',
    });
  });

  it('gates that pool their input away are not on the main path', () => {
    const mobile = openSpace('ofa-mobilenet');
    const architecture = mobile.build(
      mobile.sample({
        next: () => 0.5,
        int: () => 0,
        pick: (list) => list[0],
        normal: () => 0,
        shuffle: (list) => [...list],
        position: () => 0,
      }),
    );
    const chain = chainBlocks(architecture);
    if (!chain.ok) throw new Error(chain.reason);
    for (const { fanIns } of chain.blocks.slice(1)) expect(fanIns.length % 3 === 0 || fanIns.length === 2).toBe(true);
  });
});

const scores = sharedPath('data', 'zerocost', 'nb201_zc_c10.csv.gz');
const cells = sharedPath('data', 'nasbench201', 'nb201.csv.gz');

describe.skipIf(scores === undefined || cells === undefined)("arithmetic against NASLib's scores of 9,445 cells", () => {
  const read = (path: string | undefined): string[][] =>
    path === undefined
      ? []
      : gunzipSync(readFileSync(path))
          .toString()
          .trim()
          .split('\n')
          .map((line) => line.split(','));
  const [head = [], ...rows] = read(scores);
  const [cellHead = [], ...cellRows] = read(cells);
  const texts = new Map(cellRows.map((row) => [row[cellHead.indexOf('index')], row[cellHead.indexOf('arch')]]));
  // Every eleventh cell: 859 of them, in the order of the file.
  const some = rows.filter((_, i) => i % 11 === 0);
  const compare = (column: string, value: (architecture: Architecture) => number): number => {
    const pairs = some
      .map((row) => [value(built(texts.get(row[0]) as string)), Number(row[head.indexOf(column)])])
      .filter((pair) => pair.every(Number.isFinite));
    expect(pairs.length).toBeGreaterThan(800);
    return (
      spearman(
        pairs.map(([own]) => own),
        pairs.map(([, stored]) => stored),
      ) ?? NaN
    );
  };

  it('logsynflow by paths ranks them as the tensors do', () => expect(compare('synflow', logSynflow)).toBeGreaterThan(0.9995));
  it('Zen by mean field nearly so', () => {
    expect(
      compare('zen', (architecture) => {
        const score = meanFieldZen(architecture);
        return score.ok ? score.value : NaN;
      }),
    ).toBeGreaterThan(0.98);
  });
  it('operations are the stored flops', () => {
    for (const row of some)
      expect(countOperations(built(texts.get(row[0]) as string)) / 1e6).toBeCloseTo(Number(row[head.indexOf('flops')]), 6);
  });
});
