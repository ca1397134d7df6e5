import { expect, it } from 'vitest';
import { countPaths, type PathCounts } from '../arch/count-paths.js';
import { scoreSed, sedPresets } from '../proxies/sed.js';
import { openSpace } from './index.js';

/** As plain numbers, up to the largest kernel. */
const plain = ({ paths, skips, skipPaths, largest, convs, pools }: PathCounts): unknown => ({
  paths,
  skips,
  skipPaths,
  convs: Array.from({ length: largest + 1 }, (_, kernel) => convs[kernel]),
  pools: Array.from({ length: largest + 1 }, (_, kernel) => pools[kernel]),
});
const nothing = { paths: 0, skips: 0, skipPaths: 0, convs: [0], pools: [0] };

it('counts the paths of every cell as its edges give them, and scores the same by both', () => {
  const space = openSpace('nas-bench-201');
  const lists = new Set<unknown>();
  let dead = 0;
  for (const cell of space.enumerate?.() ?? []) {
    const { cells, paths = [] } = space.topology?.(cell) ?? { cells: [] };
    lists.add(paths);
    const [own, ...others] = paths;
    const graph = cells[0]?.cell;
    if (own === undefined || graph === undefined) throw new Error('expected the counts and the graph of one cell');
    expect(others).toEqual([]);
    if (own.paths === 0) dead++;
    expect(plain(own)).toEqual(own.paths === 0 ? nothing : plain(countPaths(graph)));
    for (const strategy of Object.values(sedPresets))
      expect(scoreSed({ cells, paths }, strategy)).toEqual(scoreSed({ cells }, strategy));
  }
  expect(dead).toBe(341);
  // Shared, so that a score is remembered by its list.
  expect(lists.size).toBeLessThan(1200);
}, 60_000);

it('writes a topology as JSON, and refuses a copy without its cells in one line', () => {
  const space = openSpace('nas-bench-201');
  const topology = space.topology?.(space.decode('5000'));
  if (topology === undefined) throw new Error('expected a topology');
  const { cells, paths } = topology;
  expect(JSON.parse(JSON.stringify(topology))).toEqual(JSON.parse(JSON.stringify({ cells, paths })));
  expect(scoreSed({ cells: structuredClone(cells) })).toEqual(scoreSed(topology));
  expect(() => scoreSed(structuredClone(topology))).toThrow(/expected the topology of an architecture/);
});
