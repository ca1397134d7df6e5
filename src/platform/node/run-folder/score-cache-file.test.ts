import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scored, undefinedScore, type Score } from '../../../proxies/types.js';
import { openScoreCache } from './score-cache-file.js';

const root = mkdtempSync(join(tmpdir(), 'assay-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('a score cache in a folder', () => {
  it('is read again by the next run, numbers unrounded', async () => {
    const folder = join(root, 'a');
    const cache = openScoreCache(folder);
    await cache.set(
      'partition 1',
      new Map<string, Score>([
        ['x', scored(0.1 + 0.2, { part: -1e-300 })],
        ['y', undefinedScore('flat')],
      ]),
    );
    await cache.set('partition 2', new Map([['x', scored(1)]]));
    const again = openScoreCache(folder);
    expect(await again.get('partition 1', ['y', 'x'])).toEqual([undefinedScore('flat'), scored(0.1 + 0.2, { part: -1e-300 })]);
    expect(await again.get('partition 2', ['x', 'y'])).toEqual([scored(1), undefined]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('skips a torn line, and writes after it', async () => {
    const folder = join(root, 'b');
    await openScoreCache(folder).set('partition', new Map([['x', scored(1)]]));
    const path = join(folder, readdirSync(folder)[0]);
    appendFileSync(path, '["y",{"ok":tr');
    const cache = openScoreCache(folder);
    expect(await cache.get('partition', ['x'])).toEqual([scored(1)]);
    await cache.set('partition', new Map([['y', scored(2)]]));
    expect(await openScoreCache(folder).get('partition', ['y'])).toEqual([scored(2)]);
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe('"partition"');
  });
});
