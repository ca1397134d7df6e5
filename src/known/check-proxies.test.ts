import { describe, expect, it } from 'vitest';
import { parseTable } from '../benchmarks/parse-table.js';
import { createRng } from '../core/rng.js';
import { openSpace } from '../spaces/index.js';
import type { GoodItem } from '../search/scoring/types.js';
import { checkProxies } from './check-proxies.js';

const space = openSpace('nas-bench-201');
const rng = createRng(4, 'check');
const genotypes = Array.from({ length: 60 }, () => space.sample(rng));
const paramsOf = (genotype: unknown): number => space.cost?.(genotype).params ?? 0;
const list = (count: number, accuracyOf: (genotype: unknown, i: number) => number) =>
  parseTable(
    [
      'arch,accuracy',
      ...genotypes.slice(0, count).map((genotype, i) => `${space.encode(genotype)},${accuracyOf(genotype, i)}`),
    ].join('\n'),
    'mine.csv',
  );
const rowOf = async (known: ReturnType<typeof list>, proxy: string) =>
  (await checkProxies({ space: 'nas-bench-201', known, proxies: [proxy] })).rows.find((row) => row.proxy === proxy);

describe('checkProxies', () => {
  it('says that a score follows size where accuracy is size', async () => {
    const row = await rowOf(
      list(60, (genotype) => Math.log(paramsOf(genotype)) + 0.6 * rng.normal()),
      'convs',
    );
    expect(row?.interval?.[0]).toBeGreaterThan(0);
    expect(row?.verdict.kind).toBe('size');
    expect(row?.verdict.text).toMatch(/^merely follows size: tau /);
  });

  it('says that nothing is certain with five networks', async () => {
    const row = await rowOf(
      list(5, (_, i) => [3, 1, 4, 2, 5][i]),
      'sed',
    );
    expect(row?.verdict.text).toMatch(/^nothing is certain yet with 5 networks/);
  });

  it('finds the wrong way round', async () => {
    const row = await rowOf(
      list(60, (genotype) => 100 - 1e-5 * paramsOf(genotype)),
      'params',
    );
    expect(row?.tau).toBeCloseTo(-1, 1);
    expect(row?.verdict.kind).toBe('reversed');
  });

  it('judges the default, its parts and what costs nothing where no proxy is named', async () => {
    const { rows } = await checkProxies({ space: 'nas-bench-201', effort: 'graph', known: list(20, (_, i) => i) });
    const names = rows.map(({ proxy }) => proxy);
    expect(names[0]).toBe('judgement');
    for (const name of ['field', 'sed', 'params', 'macs', 'depth', 'field rank', 'sed:preset=nas-bench-201 conv'])
      expect(names).toContain(name);
  });

  it('takes models by their files, and families into account', async () => {
    const models = genotypes.slice(0, 12).map((genotype, i): GoodItem => {
      const name = `models/net${i}.json`;
      return { where: name, ok: true, candidate: space.build(genotype), name, path: name };
    });
    const known = parseTable(
      ['file,top1,family', ...models.map((_, i) => `net${i}.json,${70 + i},${i < 6 ? 'a' : 'b'}`)].join('\n'),
      'mine.csv',
    );
    const { rows, notes, networks } = await checkProxies({ models, known, proxies: ['field'] });
    expect(networks).toBeGreaterThanOrEqual(11);
    expect(rows.find(({ proxy }) => proxy === 'field')?.beyondSize).not.toBeNull();
    expect(notes.join()).toContain('family');
    const wrong = parseTable(['file,top1', ...models.map((_, i) => `other${i}.json,${i}`)].join('\n'), 'mine.csv');
    await expect(checkProxies({ models, known: wrong, proxies: ['field'] })).rejects.toThrow(
      'expected names of models in the folder',
    );
  });
});
