import { describe, expect, it } from 'vitest';
import type { Proxy } from '../proxies/types.js';
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
});
