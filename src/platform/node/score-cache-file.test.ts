import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scored, undefinedScore } from '../../proxies/types.js';
import { openScoreCache } from './score-cache-file.js';

const root = mkdtempSync(join(tmpdir(), 'assay-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('a score cache in a folder', () => {
  it('is read again by the next run, numbers unrounded', () => {
    const folder = join(root, 'a');
    const cache = openScoreCache(folder);
    cache.set('partition 1', 'x', scored(0.1 + 0.2, { part: -1e-300 }));
    cache.set('partition 1', 'y', undefinedScore('flat'));
    cache.set('partition 2', 'x', scored(1));
    const again = openScoreCache(folder);
    expect(again.get('partition 1', 'x')).toEqual(scored(0.1 + 0.2, { part: -1e-300 }));
    expect(again.get('partition 1', 'y')).toEqual(undefinedScore('flat'));
    expect(again.get('partition 2', 'x')).toEqual(scored(1));
    expect(again.get('partition 2', 'y')).toBeUndefined();
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('passes over a torn line, and writes after it', () => {
    const folder = join(root, 'b');
    openScoreCache(folder).set('partition', 'x', scored(1));
    const path = join(folder, readdirSync(folder)[0]);
    appendFileSync(path, '["y",{"ok":tr');
    const cache = openScoreCache(folder);
    expect(cache.get('partition', 'x')).toEqual(scored(1));
    cache.set('partition', 'y', scored(2));
    expect(openScoreCache(folder).get('partition', 'y')).toEqual(scored(2));
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe('"partition"');
  });
});
