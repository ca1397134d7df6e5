/** The judgement of every effort, run: the same rule in a search and in a bench, one network alone, and what is missing without an engine. */
import { describe, expect, it } from 'vitest';
import type { Table } from '../../../benchmarks/table.js';
import { createRng } from '../../../core/rng.js';
import { spearman } from '../../../core/statistics/index.js';
import { createLocalHost } from '../../../engine/local-host.js';
import { openScoring as openPureScoring } from '../../../search/scoring/open-scoring.js';
import { openSpace } from '../../../spaces/index.js';
import { efforts } from '../../../spaces/judgement.js';
import { benchProxies } from './bench-proxies.js';
import { checkProxies } from './check-proxies.js';
import { openScoring } from './open-scoring.js';
import { openSearch } from './open-search.js';

const space = 'nats-bench-size:size=16';
const sized = openSpace(space);
const rng = createRng(3, 'efforts');
const architectures = Array.from({ length: 6 }, () => sized.encode(sized.sample(rng)));
const accuracies = Float64Array.from(architectures, () => rng.next());
const table: Table = {
  source: 'noise',
  names: ['arch', 'accuracy'],
  rows: architectures.length,
  columns: [architectures, accuracies],
};
const runs = { batch: 4, workers: 0 } as const;

describe.each(efforts)('--effort %s', (effort) => {
  it('ranks alike in score, bench and search', async () => {
    const scoring = await openScoring({ space, architectures, effort, ...runs });
    const scored = await scoring.run();
    const combined = scored.ranking().combined.values;
    const search = await openSearch({ space, effort, searcher: 'random', budget: 2, ...runs });
    await search.close();
    const { rows } = await benchProxies(space, { table, targets: ['accuracy'], effort, ...runs });
    expect(rows[0]?.proxy).toBe(search.combination);
    expect(rows[0]?.spearman).toBeCloseTo(spearman(combined, accuracies) ?? NaN, 12);
  });

  it('scores one network alone, with drawn labels where the images have none', async () => {
    const once = async () =>
      (await (await openScoring({ space, architectures: architectures.slice(0, 1), effort, ...runs })).run()).rows;
    const [row] = await once();
    expect(Object.values(row?.evaluation.scores ?? {}).filter(({ ok }) => !ok)).toEqual([]);
    expect((await once())[0]?.evaluation.scores).toEqual(row?.evaluation.scores);
  });
});

describe('an effort that runs networks', () => {
  it('passes small images in small batches, unless something else is asked for', async () => {
    const planOf = async (more: object) => {
      const search = await openSearch({ space: 'nats-bench-size', searcher: 'random', budget: 2, workers: 0, ...more });
      await search.close();
      return search.resolved.plan;
    };
    expect(await planOf({ effort: 'forward' })).toMatchObject({ space: 'nats-bench-size', batch: 16, imageSize: 8 });
    expect(await planOf({ effort: 'gradient', imageSize: 32 })).toMatchObject({ batch: 16, imageSize: 32 });
    expect(await planOf({ effort: 'forward', batch: 4 })).toMatchObject({ batch: 4, imageSize: 8 });
    for (const plain of [{}, { effort: 'graph' }, { proxies: ['epads'] }]) {
      const plan = await planOf(plain);
      expect(plan).toMatchObject({ batch: 64 });
      expect('imageSize' in plan).toBe(false);
    }
  });

  it('is checked against known accuracies', async () => {
    const { rows } = await checkProxies(space, { known: table, effort: 'gradient', ...runs });
    expect(rows.find(({ role }) => role === 'judgement')?.undefined).toBe(0);
  });

  it('says which proxies miss an engine, and which effort needs none', async () => {
    const session = await openPureScoring(
      { space, architectures: architectures.slice(0, 1), effort: 'gradient' },
      createLocalHost(),
    );
    await expect(session.run()).rejects.toThrow(
      /^scorer: expected an engine, for proxies that run networks: .*, got none \(.*effort graph/,
    );
  });
});
