import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { openSpace, spaces } from '../spaces/index.js';
import type { SpaceDefinition } from '../spaces/types.js';
import { benchProxies } from './bench-proxies.js';
import { formatBench } from './format-bench.js';
import type { Table } from './table.js';

const space = openSpace('nas-bench-201:C=4:N=1');
const rng = createRng(2, 'bench');
const strings = Array.from({ length: 30 }, () => space.encode(space.sample(rng)));
const table: Table = {
  source: 'toy',
  names: ['arch', 'acc', 'other'],
  rows: strings.length,
  columns: [strings, strings.map((_, i) => (i % 10 === 0 ? '' : String(50 + i))), strings.map((_, i) => String(60 - i))],
};
const bench = (request: object): ReturnType<typeof benchProxies> =>
  benchProxies('nas-bench-201:C=4:N=1', { table, targets: ['acc'], batch: 4, ...request });

describe('a bench', () => {
  it('names the column of a target', async () => {
    const { rows } = await bench({ proxies: ['sed'], targets: ['mine=other', 'acc'] });
    expect(rows.filter(({ proxy }) => proxy === 'sed').map(({ target, column }) => [target, column])).toEqual([
      ['mine', 'other'],
      ['acc', 'acc'],
    ]);
    expect(formatBench(rows).split('\n')[0]).toMatch(/target +column +proxy/);
    expect(formatBench(rows.filter(({ target }) => target === 'acc')).split('\n')[0]).not.toContain('column');
  });

  it('says how many accuracies are blank, and why scores are undefined', async () => {
    const { rows, notes } = await bench({ proxies: ['sed'] });
    const blank = new Set(strings.filter((_, i) => i % 10 === 0)).size;
    expect(rows[0].missing).toBe(blank);
    expect(notes).toContain(`acc: ${blank} architectures without an accuracy are left out`);
    const missing = rows[0].undefined;
    const { notes: all } = await bench({ proxies: ['epsilon:arithmetic=float32'] });
    expect(all.filter((note) => note.includes('is undefined for')).length).toBeGreaterThan(0);
    expect(notes.some((note) => note.startsWith('sed is undefined for'))).toBe(missing > 0);
  });

  it('says of a small top and of equal accuracies what their figures are worth', async () => {
    const { notes } = await bench({ proxies: ['sed'] });
    expect(
      notes.some((note) => /^the top 10 % are [23] architectures: what the table says of them is little more/.test(note)),
    ).toBe(true);
    const flat: Table = { ...table, columns: [strings, strings.map(() => '50'), strings.map(() => '1')] };
    const same = await bench({ proxies: ['sed'], table: flat });
    expect(same.rows[0]?.spearman).toBeNull();
    expect(same.notes).toContain('acc is 50 for every architecture: nothing correlates with it');
    expect(notes.some((note) => note.includes('nothing correlates'))).toBe(false);
  });

  it('reads the architectures once for all that is counted', async () => {
    const own = spaces.find(({ id }) => id === 'nas-bench-201')!;
    let decoded = 0;
    const watched: SpaceDefinition = {
      ...own,
      create(options) {
        const made = own.create(options);
        return { ...made, decode: (text) => (decoded++, made.decode(text)) };
      },
    };
    const decodesOf = async (proxies: readonly string[]): Promise<number> => {
      decoded = 0;
      const { rows } = await benchProxies(watched, { table, targets: ['acc'], batch: 4, proxies });
      expect(rows.map(({ proxy }) => proxy)).toEqual([...new Set([...proxies, 'params', 'macs'])]);
      expect(rows.every(({ seconds }) => seconds !== null && seconds >= 0)).toBe(true);
      return decoded;
    };
    expect(await decodesOf(['sed'])).toBe(await decodesOf(['params']));
  });

  it('names the settings of the paper if the defaults differ', async () => {
    const wanted = 'epsilon: its paper used epsilon:arithmetic=float32, batch 256, undefined scores omitted';
    expect((await bench({ proxies: ['epsilon'] })).notes).toContain(wanted);
    const same = await bench({ proxies: ['epsilon:arithmetic=float32'], batch: 256, undefinedPolicy: 'omit' });
    expect(same.notes).not.toContain(wanted);
    const paper = { proxies: ['epsilon:arithmetic=float32'], batch: 256, undefinedPolicy: 'omit' } as const;
    expect((await bench({ ...paper, imageSize: 16 })).notes).toContain(
      wanted.replace(', undefined', ', images of the size of the space, undefined'),
    );
    expect((await bench({ proxies: ['sed'] })).notes.some((note) => note.includes("paper's figures"))).toBe(false);
  });
});
