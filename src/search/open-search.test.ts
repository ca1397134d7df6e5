import { describe, expect, it } from 'vitest';
import { parseTable } from '../benchmarks/parse-table.js';
import type { Proxy } from '../proxies/types.js';
import { openSpace } from '../spaces/index.js';
import { openSearch } from './open-search.js';

const never: Proxy = {
  id: 'never',
  title: 'Never defined',
  direction: 'higher',
  paper: 'none',
  options: {},
  seeded: false,
  sharedByCanonical: true,
  requests: () => [{ kind: 'cost' }],
  score: () => ({ ok: false, reason: 'this proxy has no value' }),
};

describe('openSearch', () => {
  it('names no best where every score is undefined, and says why', async () => {
    const search = await openSearch({ space: 'nas-bench-201', proxies: [never], searcher: 'random', budget: 5 });
    const result = await search.run();
    expect([result.best(), result.front().points]).toEqual([[], []]);
    expect(result.csv().split('\n')).toHaveLength(7);
    const { html, notes } = await result.report();
    expect(notes).toContain('no architecture is the best: every score is undefined');
    expect(html).toContain('this proxy has no value');
    expect(html).not.toContain('<h2>Best architecture');
  });

  it('ranks by the scores that are defined', async () => {
    const search = await openSearch({ space: 'nas-bench-201', proxies: ['sed', never], searcher: 'random', budget: 5 });
    expect((await search.run()).best(1)[0]?.scores['sed']?.ok).toBe(true);
  });

  it('refuses to keep weights that the architectures of a space do not have', async () => {
    await expect(openSearch({ space: 'nas-bench-201', proxies: ['naswot'], init: 'keep' })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/^init: expected an initialisation that draws weights, got keep/) as string,
    });
  });

  it('says that it minimises a column of a table, unless the goal is named', async () => {
    const space = openSpace('nas-bench-201');
    const cells = [...(space.enumerate?.() ?? [])].slice(0, 4).map((genotype) => space.encode(genotype));
    const table = parseTable(`arch,acc\n${cells.map((cell, i) => `${cell},${i}`).join('\n')}\n`, 'mine.csv');
    const notices = async (...objectives: string[]): Promise<string[]> => {
      const lines: string[] = [];
      const onNotice = (line: string): void => void lines.push(line);
      await (await openSearch({ space: 'nas-bench-201', proxies: ['sed'], costs: table, objectives, onNotice })).close();
      return lines;
    };
    expect(await notices('score', 'table.acc')).toEqual([
      'objective table.acc is minimised, as costs are: to maximise it, write table.acc=max',
    ]);
    expect(await notices('score', 'table.acc=max')).toEqual([]);
    expect(await notices('score', 'table.acc=min', 'macs')).toEqual([]);
  });
});
