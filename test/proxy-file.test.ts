/** A proxy of the user's in a file: in this thread and in workers, in resume and cache, and its mistakes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPlan, openSearch } from '../src/platform/node/index.js';
import { defineProxy, scored, undefinedScore } from '../src/proxies/types.js';
import { createScorer } from '../src/engine/scorer.js';
import { assay, scratchFolder } from './assay.js';

const folder = scratchFolder();
const space = 'nas-bench-201:C=2:N=1:size=8';
const text = (body: string, fields = ''): string => `export const proxy = { id: 'mine', direction: 'higher', ${fields}
  options: { power: { kind: 'number', default: 1, help: 'exponent' } },
  requests: () => [{ kind: 'constant', weight: 1, arithmetic: 'extended' }],
  score(evidence, { power }) { ${body} } };\n`;
const spread = `const { ok, value, reason } = evidence.get({ kind: 'constant', weight: 1, arithmetic: 'extended' });
  return ok ? { ok, value: Math.max(...value.values) ** power } : { ok, reason };`;
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
let mine = '';
beforeAll(() => {
  mine = file('mine.mjs', text(spread));
});

describe('a proxy file', () => {
  it('scores the same in 0, 1 and 2 workers', async () => {
    const csv = [];
    for (const workers of [0, 1, 2]) {
      const session = await openSearch({
        space,
        proxies: [`${mine}:power=2`],
        searcher: 'random',
        budget: 80,
        batch: 2,
        workers,
      });
      csv.push((await session.run()).csv());
    }
    expect(csv[0].split('\n').length).toBeGreaterThan(60);
    expect(csv.slice(1)).toEqual([csv[0], csv[0]]);
  });

  it('is known by its content in a journal and a cache', async () => {
    const path = file('changes.mjs', text(spread));
    const request = { space, proxies: [path], searcher: 'random', budget: 5, batch: 2, workers: 0, folder: join(folder, 'run') };
    const cache = join(folder, 'cache');
    const first = await (await openSearch({ ...request, cache })).run();
    expect((await (await openSearch({ ...request, cache, resume: true })).run()).csv()).toBe(first.csv());
    writeFileSync(path, `${text(spread)}// changed\n`);
    await expect(openSearch({ ...request, cache, resume: true })).rejects.toThrow('proxy files');
  });

  it.each([
    ['slip.mjs', text(spread).replace('requests', 'reqests'), 'expected a known field, got "reqests" (did you mean "requests"?)'],
    ['throws.mjs', text(`throw new Error('no luck');`), 'throws.mjs:4: proxy mine: score: no luck'],
    ['number.mjs', text('return 3;'), 'proxy mine: score: expected scored(value) or undefinedScore(reason), got "3"'],
    ['nan.mjs', text('return { ok: true, value: NaN };'), 'proxy mine: score: expected a finite value, or a reason, got "NaN"'],
    [
      'kind.mjs',
      text(spread).replace("kind: 'constant'", "kind: 'constnt'"),
      'expected a known kind of evidence, got "constnt" (did you mean "constant"?)',
    ],
    ['taken.mjs', text(spread).replace("'mine'", "'sed'"), 'expected an id that no built-in proxy has, got "sed"'],
    ['none.mjs', 'export const other = 1;', 'expected an export named proxy'],
  ])('says what is wrong in %s, with exit code 1', (name, content, message) => {
    const path = file(name, content);
    const { code, err } = assay([
      'search',
      space,
      '--proxy',
      path,
      '--searcher',
      'random',
      '--budget',
      '3',
      '--workers',
      '0',
      '--batch',
      '2',
      '--out',
      join(folder, `${name}-run`),
    ]);
    expect(err).toContain(message);
    expect(code).toBe(1);
  });

  it('may be a value for createScorer and openPlan', async () => {
    const proxy = defineProxy({
      id: 'reuse',
      title: 'MACs a parameter',
      paper: 'own',
      direction: 'higher',
      seeded: false,
      sharedByCanonical: true,
      options: {},
      requests: () => [{ kind: 'cost' }],
      score(evidence) {
        const cost = evidence.get({ kind: 'cost' });
        return cost.ok ? scored(cost.value.macs / cost.value.params) : undefinedScore(cost.reason);
      },
    });
    const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
    const { scores } = await createScorer({ space, proxies: [proxy] }).score(cell);
    const plan = await openPlan({ space, proxies: [proxy, 'sed'] });
    const [again] = await plan.runners.choose(['reuse'], 1).run([{ candidate: cell, proxies: ['reuse'] }]);
    await plan.close();
    expect(again.scores).toEqual(scores);
  });
});
