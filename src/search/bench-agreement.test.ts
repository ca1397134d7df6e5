/** The combination that `bench` measures is the one that `search` ranks by: otherwise the correlations printed for the default would belong to another combination. */
import { describe, expect, it } from 'vitest';
import { benchProxies } from '../benchmarks/bench-proxies.js';
import type { Table } from '../benchmarks/table.js';
import { createRng } from '../core/rng.js';
import { spearman } from '../core/statistics/index.js';
import { scoreColumns } from '../engine/combination.js';
import { createScorer } from '../engine/scorer.js';
import type { Evaluation } from '../engine/types.js';
import { combineScores } from '../proxies/combine/index.js';
import { openSpace, spaces } from '../spaces/index.js';
import { recognizeTable } from '../benchmarks/table-formats.js';
import { openSearch } from './open-search.js';

const count = 8;

/** Distinct architectures of a space with accuracies that are noise. */
function tableOf(id: string): Table {
  const space = openSpace(id);
  const rng = createRng(5, id);
  const archs = new Set<string>();
  while (archs.size < count) archs.add(space.encode(space.sample(rng)));
  const { architecture } = recognizeTable({ source: 'noise', names: ['nb201_str', 'arch', 'arch_str'] }, id);
  return {
    source: 'noise',
    names: [architecture, 'accuracy'],
    rows: count,
    columns: [[...archs], Float64Array.from({ length: count }, () => rng.next())],
  };
}

describe('bench and search agree on the combination where nobody chooses one', () => {
  it.each(spaces.map(({ id }) => [id]))('%s', async (id) => {
    const table = tableOf(id);
    const session = await openSearch({ space: id, batch: 2 });
    await session.close();
    const { plan, proxies } = session.resolved;
    const scorer = createScorer(plan);
    const evaluations: Evaluation[] = [];
    for (const arch of table.columns[0] as readonly string[]) evaluations.push(await scorer.score(arch));
    const searched = combineScores(
      session.combination,
      scoreColumns(proxies, (text) => evaluations.map(({ scores }) => scores[text])),
    );
    const { rows } = await benchProxies(id, { table, targets: ['accuracy'], batch: 2 });
    const [benched] = rows;
    expect(benched.proxy).toBe(session.combination);
    expect(benched.spearman ?? 0).toBeCloseTo(spearman(searched.values, table.columns[1] as Float64Array) ?? 0, 12);
    const asked = plan.proxies;
    expect(Object.keys(searched.weights).every((key) => asked.includes(key))).toBe(true);
    expect(rows.map(({ proxy }) => proxy)).toEqual(expect.arrayContaining(['params', 'macs']));
  });

  it('leaves baselines out of a combination that names no weights, and takes one that is named', async () => {
    const table = tableOf('nas-bench-201');
    const of = async (combine: string): Promise<number> => {
      const { rows } = await benchProxies('nas-bench-201', { table, targets: ['accuracy'], proxies: ['sed'], combine });
      return rows[0].spearman ?? NaN;
    };
    const alone = await benchProxies('nas-bench-201', { table, targets: ['accuracy'], proxies: ['sed'] });
    expect(await of('rank-sum')).toBeCloseTo(alone.rows[0].spearman ?? NaN, 12);
    expect(await of('rank-sum:sed=1:params=9')).not.toBeCloseTo(alone.rows[0].spearman ?? NaN, 3);
  });
});
