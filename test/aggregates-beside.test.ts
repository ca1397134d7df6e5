import { describe, expect, it } from 'vitest';
import { countCost } from '../src/arch/cost.js';
import { createRng } from '../src/core/rng.js';
import { scoreColumns } from '../src/engine/combination.js';
import { benchProxies, openScoring } from '../src/platform/node/index.js';
import { combineScores } from '../src/proxies/combine/index.js';
import type { Score } from '../src/proxies/types.js';
import { openSpace } from '../src/spaces/index.js';

const text = 'nas-bench-201:C=4:N=1:size=8';
const space = openSpace(text);
const rng = createRng(4, 'aggregates');
const architectures = [...new Set(Array.from({ length: 9 }, () => space.encode(space.sample(rng))))];
const same = { space: text, architectures, data: 'noise', batch: 4, seed: 0, workers: 0 } as const;

async function scored(proxies: readonly string[], more: object = {}) {
  return (await openScoring({ ...same, proxies, ...more })).run();
}

describe('an aggregate beside other proxies', () => {
  it('is a column of the values that it has alone, and counts as one score', async () => {
    const alone = await scored(['aznas']);
    const beside = await scored(['sed', 'aznas']);
    const { values } = alone.ranking().combined;
    const column = beside.rows.map(({ evaluation }) => evaluation.scores['aznas']);
    expect(column).toEqual(Array.from(values, (value) => ({ ok: true, value })));
    const { combined } = beside.ranking();
    expect(combined.text).toBe('rank-sum:sed=1:aznas=1');
    const scores: { [text: string]: readonly Score[] } = {
      sed: beside.rows.map(({ evaluation }) => evaluation.scores['sed'] as Score),
      aznas: column as Score[],
    };
    const two = beside.resolved.proxies.filter(({ text: key }) => key in scores);
    expect(combined.values).toEqual(
      combineScores(
        'rank-sum',
        scoreColumns(two, (key) => scores[key] ?? []),
      ).values,
    );
    expect(beside.csv().split('\n')[0]).toBe(
      'arch,canonical,sed,az-expressivity,az-progressivity,az-trainability,macs,aznas,combined,params',
    );
  });

  it('ranks those that keep the limits, and nothing that stands alone', async () => {
    const macs = architectures.map((arch) => countCost(space.build(space.decode(arch))).macs).toSorted((a, b) => a - b);
    const few = await scored(['sed', 'aznas'], { where: `macs <= ${macs[4]}` });
    expect(few.kept.length).toBeGreaterThan(1);
    expect(few.broken.length).toBeGreaterThan(0);
    expect(few.broken.map(({ evaluation }) => evaluation.scores['aznas'])).toEqual(
      few.broken.map(() => ({ ok: false, reason: 'breaks the limits, so that it is not ranked' })),
    );
    const one = await scored(['sed', 'aznas'], { architectures: architectures.slice(0, 1) });
    expect(one.rows[0]?.evaluation.scores['aznas']).toEqual({ ok: false, reason: 'ranks several architectures together' });
  });

  it('is a row of a bench, with the correlation that it has alone', async () => {
    const table = {
      source: 'toy',
      names: ['arch', 'acc'],
      rows: architectures.length,
      columns: [architectures, architectures.map((_, i) => String(50 + ((i * 7) % 10)))],
    };
    const request = { table, targets: ['acc'], data: 'noise', batch: 4, workers: 0 };
    const beside = await benchProxies(text, { ...request, proxies: ['sed', 'aznas'], combine: 'rank-sum:aznas=1' });
    const alone = await benchProxies(text, { ...request, proxies: ['aznas'] });
    const rowOf = (rows: typeof alone.rows, key: (proxy: string) => boolean) => rows.find(({ proxy }) => key(proxy))?.kendall;
    const tau = rowOf(alone.rows, (proxy) => proxy.startsWith('log-rank:'));
    expect(tau).toBeTypeOf('number');
    expect(rowOf(beside.rows, (proxy) => proxy === 'aznas')).toBe(tau);
    expect(rowOf(beside.rows, (proxy) => proxy === 'rank-sum:aznas=1')).toBe(tau);
  });
});
