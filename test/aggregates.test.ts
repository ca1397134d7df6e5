import { describe, expect, it } from 'vitest';
import { benchProxies, checkProxies, openScoring, openSearch, parseTable } from '../src/index.js';
import { createRng } from '../src/core/rng.js';
import { aggregates } from '../src/proxies/aggregates.js';
import { createNodeHost } from '../src/platform/node/requests/host.js';
import { openSpace } from '../src/spaces/index.js';

const spec = 'nas-bench-201:C=4:N=1:size=8';
const space = openSpace(spec);
const rng = createRng(1, 'aggregates');
const cells = [...new Set(Array.from({ length: 8 }, () => space.encode(space.sample(rng))))];
const small = { data: 'noise', batch: 4, seed: 0 };
const table = parseTable(`arch,acc\n${cells.map((cell, i) => `"${cell}",${80 + i}`).join('\n')}\n`, 'cells.csv');

describe.each(aggregates.filter(({ id }) => id !== 'te-nas'))('$id named alone', ({ id, combine, proxies }) => {
  it('ranks by its combination when architectures are scored', async () => {
    const session = await openScoring(
      { architectures: cells, space: spec, proxies: [id], ...small },
      createNodeHost({ workers: 0 }),
    );
    expect(session.proxies).toEqual(proxies);
    expect((await session.run()).ranking().combined.text).toBe(combine);
  });

  it('has a row of its combination in a bench', async () => {
    const { rows } = await benchProxies(spec, { table, proxies: [id], ...small }, createNodeHost({ workers: 0 }));
    expect(rows.map(({ proxy }) => proxy)).toContain(combine);
  });

  it('is checked as a judgement beside its parts', async () => {
    const { rows } = await checkProxies(
      { space: spec, known: table, proxies: [id], ...small },
      {},
      createNodeHost({ workers: 0 }),
    );
    expect(rows.map(({ proxy }) => proxy)).toEqual(expect.arrayContaining([id, ...proxies]));
  });
});

it('sed-epsilon ranks as SED with 0.2 of epsilon does, which was the default of NAS-Bench-201', async () => {
  const found = async (request: { readonly proxies: readonly string[]; readonly combine?: string }): Promise<unknown> => {
    const session = await openSearch(
      { space: spec, searcher: 'random', budget: 60, ...small, ...request },
      createNodeHost({ workers: 0 }),
    );
    const { combination, ranking } = await session.run();
    return { combination, best: ranking.best, values: ranking.combined.values };
  };
  const named = await found({ proxies: ['sed-epsilon'] });
  expect(named).toEqual(await found({ proxies: ['sed:preset=nas-bench-201', 'epsilon'], combine: 'rank-sum:sed=1:epsilon=0.2' }));
  expect(named).not.toEqual(
    await found({ proxies: ['sed:preset=nas-bench-201', 'epsilon'], combine: 'rank-sum:sed=1:epsilon=1' }),
  );
});
