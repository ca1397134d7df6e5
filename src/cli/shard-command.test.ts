import { describe, expect, it } from 'vitest';
import type { MakePart } from '../search/shard/check-parts.js';
import { shardCommand } from './shard-command.js';

const part = (verb: 'score' | 'bench' | undefined, request: object, more: Partial<MakePart> = {}): MakePart => ({
  settings: {
    assay: '0.1.0',
    plan: { proxies: ['sed'], data: 'ramp', batch: 64, seed: 0 },
    searcher: 'list',
    ...(verb === undefined ? {} : { verb }),
    shard: { index: 1, count: 16, request: { ...request } },
  },
  index: 3,
  out: 'parts/3',
  isResumed: false,
  ...more,
});

describe('the command that makes a part', () => {
  it('is what was asked, without what need not be said', () => {
    expect(
      shardCommand(
        part(undefined, {
          space: 'darts',
          data: 'ramp',
          batch: 8,
          seed: 0,
          top: 10,
          proxies: ['sed', 'macs'],
          where: "params<4e6 and macs<'x'",
        }),
      ),
    ).toBe("assay search darts --batch 8 --proxy sed,macs --where 'params<4e6 and macs<'\\''x'\\''' --shard 3/16 --out parts/3");
  });

  it('names every architecture of a scoring, flags and shapes', () => {
    expect(
      shardCommand(
        part('score', {
          architectures: ['a b.onnx', 'models/'],
          partial: true,
          shape: { x: [1, 3, 8, 8] },
          latencyTable: 't.json',
        }),
      ),
    ).toBe("assay score 'a b.onnx' models/ --partial --shape x=1,3,8,8 --latency-table t.json --shard 3/16 --out parts/3");
  });

  it('goes on with a part', () => {
    expect(
      shardCommand(
        part('bench', { space: 'nas-bench-201', table: 't.csv', undefinedPolicy: 'omit', resamples: 0 }, { isResumed: true }),
      ),
    ).toBe('assay bench nas-bench-201 --table t.csv --undefined omit --shard 3/16 --resume parts/3');
  });
});
