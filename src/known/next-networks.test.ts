import { describe, expect, it } from 'vitest';
import { parseTable } from '../benchmarks/parse-table.js';
import { createRng } from '../core/rng.js';
import { openSpace } from '../spaces/index.js';
import { fitNetworks } from './fit-networks.js';
import { pickDiverse } from './acquisition.js';
import { nextNetworks } from './next-networks.js';

const row = (...values: number[]): Float64Array => Float64Array.from(values);

describe('pickDiverse', () => {
  const predictions = [
    { mean: 1, deviation: 0.5, row: row(0, 0) },
    { mean: 1, deviation: 0.5, row: row(0, 0.01) },
    { mean: 0.9, deviation: 0.5, row: row(3, 3) },
    { mean: -2, deviation: 0.1, row: row(9, 9) },
  ];

  it('does not pick the twin of what it has picked', () => {
    for (const by of ['ei', 'ucb'] as const)
      expect(pickDiverse(predictions, { by, count: 2, best: 1, length: 1 }).map(({ place }) => place)).toEqual([0, 2]);
  });

  it('expects of a network at the best known accuracy deviation / sqrt(2 pi)', () => {
    const [{ worth }] = pickDiverse(predictions, { by: 'ei', count: 1, best: 1, length: 1 });
    expect(worth).toBeCloseTo(0.5 / Math.sqrt(2 * Math.PI), 6);
  });
});

describe('nextNetworks', async () => {
  const space = openSpace('nas-bench-201');
  const rng = createRng(7, 'next');
  const genotypes = Array.from({ length: 20 }, () => space.sample(rng));
  const lines = genotypes.map((genotype) => `${space.encode(genotype)},${Math.log(space.cost?.(genotype).params ?? 1)}`);
  const { fitted } = await fitNetworks({
    space: 'nas-bench-201',
    known: parseTable(['arch,accuracy', ...lines].join('\n'), 'mine.csv'),
  });
  const known = new Set(genotypes.map((genotype) => space.canonical(genotype)));

  it('names networks that are not known, each function once, within the limits', async () => {
    const { networks } = await nextNetworks({ space: 'nas-bench-201', fitted, count: 6, pool: 60, where: 'params<8e5' });
    const forms = networks.map(({ architecture }) => space.canonical(space.decode(architecture)));
    expect(new Set(forms).size).toBe(6);
    for (const form of forms) expect(known.has(form)).toBe(false);
    for (const { architecture, deviation } of networks) {
      expect(space.cost?.(space.decode(architecture)).params).toBeLessThan(8e5);
      expect(deviation).toBeGreaterThan(0);
    }
  });

  it('needs a space, or models', async () => {
    await expect(nextNetworks({ fitted, count: 1 })).rejects.toThrow('expected a space, or models to choose from, got neither');
  });

  it('keeps to limits on what is predicted', async () => {
    const request = { space: 'nas-bench-201', fitted, count: 50, pool: 40 } as const;
    const free = await nextNetworks(request);
    const [{ accuracy: threshold }] = free.networks.toSorted((a, b) => b.accuracy - a.accuracy).slice(5);
    const limited = await nextNetworks({ ...request, where: `fitted>=${threshold} and params>0` });
    expect(limited.networks).toHaveLength(6);
    for (const { accuracy } of limited.networks) expect(accuracy).toBeGreaterThanOrEqual(threshold);
    expect(limited.notes[1]).toMatch(/^\d+ networks left out by what is predicted of them$/);
    await expect(nextNetworks({ ...request, where: 'fitted>1000' })).rejects.toThrow(
      /^where: expected limits that a network not yet known keeps, got fitted>1000 \(fitted from \S+ to \S+\)$/,
    );
  });

  it('refuses what it cannot do in one line', async () => {
    await expect(nextNetworks({ space: 'darts', fitted, count: 2 })).rejects.toThrow(
      'model: expected a judgement fitted to darts, got one fitted to nas-bench-201',
    );
    const request = { space: 'nas-bench-201', fitted, count: 1 } as const;
    await expect(nextNetworks({ ...request, count: 0 })).rejects.toThrow('count: expected an integer from 1 to 400, got 0');
    await expect(nextNetworks({ ...request, by: 'luck' as 'ei' })).rejects.toThrow(/^by: expected .*ei.*ucb/);
    await expect(nextNetworks({ space: 'nas-bench-201', fitted, count: 1, pool: 5, where: 'params<10' })).rejects.toThrow(
      'where: expected limits that a network not yet known keeps',
    );
  });
});
