import { describe, expect, it } from 'vitest';
import { parseTable } from '../benchmarks/parse-table.js';
import type { Host } from '../engine/host.js';
import { createLocalHost } from '../engine/local-host.js';
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
    expect([...result.csvLines()].join('')).toBe(result.csv());
    const { html, notes } = await result.report();
    expect(notes).toContain('no architecture is the best: every score is undefined');
    expect(html).toContain('this proxy has no value');
    expect(html).not.toContain('<h2>Best architecture');
  });

  it('names no best among networks whose output depends on no input, although one score is 0 for each', async () => {
    const zero: Proxy = { ...never, id: 'zero', score: () => ({ ok: true, value: 0 }) };
    const request = { space: 'nas-bench-201', proxies: [never, zero], searcher: 'random', budget: 5 };
    const unranked = await (await openSearch({ ...request, combine: 'rank-sum:never=1:zero=0.5' })).run();
    expect([unranked.best(), unranked.front().points]).toEqual([[], []]);
    expect(unranked.notes[0]).toBe('no architecture is the best: never is undefined for all, zero the same for all');
    const ranked = await (await openSearch({ ...request, combine: 'rank-sum:never=0.5:zero=1' })).run();
    expect(ranked.best()).not.toEqual([]);
  });

  it('draws at random where a budget is below the size of the space, and says what an order saw', async () => {
    const orderOf = async (searcher?: string): Promise<readonly (string | readonly string[])[]> => {
      const search = await openSearch({
        space: 'nas-bench-201',
        proxies: ['sed'],
        budget: 40,
        ...(searcher === undefined ? {} : { searcher }),
      });
      const { outcome, settings, notes } = await search.run();
      return [
        settings.searcher,
        [...outcome.candidates].slice(0, 2),
        notes.filter((line) => line.includes('order of the space')),
      ];
    };
    const space = openSpace('nas-bench-201');
    const first = [...(space.enumerate?.() ?? [])].slice(0, 2).map((genotype) => space.encode(genotype));
    expect(await orderOf('exhaustive')).toEqual([
      'exhaustive',
      first,
      [expect.stringMatching(/^these are from the first 40 of 15,625 architectures in the order of the space/) as string],
    ]);
    const [searcher, drawn, notes] = await orderOf();
    expect([searcher, notes]).toEqual(['random', []]);
    expect(drawn).not.toEqual(first);
  });

  it('spends a budget on every score that runs nothing, and says what a shortlist left out', async () => {
    const spent = await (await openSearch({ space: 'nas-bench-201:C=4:N=1', budget: 12 })).run();
    expect(spent.finalists.columns['field']).toHaveLength(12);
    expect(spent.finalists.columns['sed:preset=nas-bench-201']).toHaveLength(12);
    const kept = await (await openSearch({ space: 'nas-bench-201:C=4:N=1', budget: 12, searcher: 'shortlist:keep=5' })).run();
    expect(kept.finalists.columns['field']).toHaveLength(5);
    expect(kept.notes[0]).toMatch(/^drawn: 12 distinct architectures, sed:preset=nas-bench-201 scored all, field the best 5 \(/);
  });

  it('ranks without the proxies that no time was left for, and says so', async () => {
    let clock = 0;
    const host: Host = { ...createLocalHost(), now: () => (clock += 40) };
    const search = await openSearch({ space: 'nas-bench-201', seconds: 0.3 }, host);
    const { combination, notes, finalists, best } = await search.run();
    expect(combination).toBe('rank-sum:sed=1');
    expect(Object.keys(finalists.columns)).toEqual(['sed:preset=nas-bench-201']);
    expect(notes[0]).toBe('no time was left for field: the order is by sed:preset=nas-bench-201 alone');
    expect(best(1)[0]?.scores['sed:preset=nas-bench-201']?.ok).toBe(true);
    const late = await (await openSearch({ space: 'nas-bench-201', seconds: 0.001 }, host)).run();
    expect(late.notes[0]).toMatch(
      /^starting took 0\.\d+ s here, more than the 0\.001 s given: only a first portion was searched$/,
    );
  });

  it('says which file or proxy a name in a limit needs', async () => {
    const opened = (where: string): Promise<unknown> => openSearch({ space: 'nas-bench-201', proxies: ['sed'], where });
    await expect(opened('table.x<3')).rejects.toThrow(
      'where: expected a table, which table.x needs, got none (give `costs` or `table`, a file with the column x)',
    );
    await expect(opened('fitted>93')).rejects.toThrow('needs `proxies` fitted:FILE');
    await expect(opened('params<1M and naswot>93')).rejects.toThrow('needs `proxies` naswot)');
    await expect(opened('something<3')).rejects.toThrow(/known: params, .*table\.COLUMN, predictedLatencyMs/);
    await (await openSearch({ space: 'nas-bench-201', proxies: ['sed'], where: 'sed>3' })).close();
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

  it('compares its scores with a table, and lists the best by an objective that stands alone', async () => {
    const space = openSpace('nas-bench-201');
    const cells = [...(space.enumerate?.() ?? [])].slice(2000, 2040).map((genotype) => space.encode(genotype));
    const table = parseTable(`arch,nb201_c10_test200\n${cells.map((cell, i) => `${cell},${50 + i}`).join('\n')}\n`, 'mine.csv');
    const search = await openSearch({
      space: 'nas-bench-201',
      proxies: ['sed'],
      searcher: 'exhaustive',
      budget: 2040,
      table,
      objectives: ['params'],
    });
    const result = await search.run();
    const data = await result.reportData();
    // Architectures of the same canonical form share a row.
    expect(data.tables?.[0]?.correlations[0]?.n).toBeGreaterThanOrEqual(40);
    const params = result.best(2040).map((one) => one.params);
    expect(params).toEqual(params.toSorted((a, b) => a - b));
    expect(new Set(params).size).toBeGreaterThan(2);
    expect(result.notes).toContain('the best are listed by params, the lowest first');
  });
});
