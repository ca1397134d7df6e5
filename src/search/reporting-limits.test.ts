import { describe, expect, it } from 'vitest';
import { createLimits } from '../engine/limits/limits.js';
import { openSpace } from '../spaces/index.js';
import { reportingLimits } from './reporting-limits.js';

describe('limits that reject everything', () => {
  it('say so every five seconds, with the values met, and are silent if something passes', () => {
    const space = openSpace('nas-bench-201');
    const genotypes = [
      '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|',
      '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_1x1~2|',
    ].map((text) => space.decode(text));
    const run = (where: string, step = 1_000): string[] => {
      let clock = 0;
      const notices: string[] = [];
      const limits = reportingLimits(createLimits(where, space), { now: () => clock, onNotice: (line) => notices.push(line) });
      for (let i = 0; i < 12; i++) {
        clock += step;
        limits.admits(genotypes[i % 2]);
      }
      expect(limits.counts().admitted + limits.counts().rejected).toBe(12);
      return notices;
    };
    expect(run('params<1')).toEqual([
      expect.stringMatching(
        /^assay: the limits rejected the last 5 proposals \(met: params from 7\.3.* to .*\); still looking \(Ctrl-C ends it\)$/,
      ),
      expect.stringContaining('the last 10 proposals'),
    ]);
    expect(run('params<1', 6_000)[0]).toMatch(/^assay: the limits rejected the last proposal \(met: /);
    expect(run('params<100k')).toEqual([]);
  });
});
