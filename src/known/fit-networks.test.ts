import { describe, expect, it } from 'vitest';
import { parseTable } from '../benchmarks/parse-table.js';
import { createRng } from '../core/rng.js';
import { kendallTauB } from '../core/statistics/index.js';
import { parseFitted, printFitted } from '../predictor/fitted-json.js';
import { openFitted } from '../predictor/open-fitted.js';
import { scoreSed, sedPresets } from '../proxies/sed.js';
import { openSpace } from '../spaces/index.js';
import type { GoodItem } from '../search/scoring/types.js';
import { checkProxies } from './check-proxies.js';
import { scoreNetworks, viewOf } from './describe-networks.js';
import { fitNetworks } from './fit-networks.js';
import { createLocalHost } from '../engine/local-host.js';

const space = openSpace('nas-bench-201');
const rng = createRng(6, 'fit');
/** SED, poolings good instead of bad, and some luck: nothing that a judgement could know. */
const accuracyOf = (genotype: unknown): number => {
  const topology = space.topology?.(genotype);
  const sed = topology === undefined ? undefined : scoreSed(topology, sedPresets['nas-bench-201']);
  if (sed?.ok !== true) return 10;
  const pools = topology?.cells[0].cell.edges.filter(({ op }) => op.kind === 'pool').length ?? 0;
  return 70 + sed.value + 4 * pools + 0.2 * rng.normal();
};
const genotypes = Array.from({ length: 60 }, () => space.sample(rng));
const listOf = (count: number) =>
  parseTable(
    ['arch,accuracy', ...genotypes.slice(0, count).map((genotype) => `${space.encode(genotype)},${accuracyOf(genotype)}`)].join(
      '\n',
    ),
    'mine.csv',
  );

describe('fitNetworks', () => {
  it('learns what no judgement knows, says how well, and predicts the same from its file', async () => {
    const { fitted } = await fitNetworks({ space: 'nas-bench-201', known: listOf(50) });
    expect(fitted.quality.tau).toBeGreaterThan((fitted.quality.judgementTau ?? 0) + 0.1);
    const again = parseFitted('judge.json', printFitted(fitted));
    expect(again).toEqual(fitted);
    const judgement = openFitted(again);
    const others = Array.from({ length: 60 }, () => space.sample(rng));
    const proxies = fitted.recipe.scores.map(({ proxy }) => proxy);
    const scores = await scoreNetworks(
      others.map((genotype) => space.encode(genotype)),
      { space: 'nas-bench-201', proxies, data: 'ramp', batch: 1, seed: 0 },
      undefined,
      createLocalHost(),
    );
    const predictions = others.map((genotype, i) => judgement.predict(viewOf({ space, genotype, scores: scores[i] })));
    const truth = others.map(accuracyOf);
    expect(
      kendallTauB(
        predictions.map(({ accuracy }) => accuracy),
        truth,
      ),
    ).toBeGreaterThan(0.6);
    expect(predictions.every(({ accuracyDeviation }) => accuracyDeviation > 0)).toBe(true);
  });

  it('compares itself with the same number that a check gives the unfitted rule', async () => {
    for (const count of [8, 20, 37]) {
      const request = { space: 'nas-bench-201', known: listOf(count) };
      const [{ fitted }, { rows }] = [await fitNetworks(request), await checkProxies({ ...request, effort: 'graph' })];
      expect(fitted.quality.judgementTau).toBe(rows.find(({ role }) => role === 'judgement')?.tau);
    }
  });

  it('says before the work that more than 500 networks take minutes', async () => {
    const others = createRng(7, 'many');
    const many = Array.from({ length: 900 }, () => space.sample(others));
    const lines = many.map((genotype, i) => `${space.encode(genotype)},${50 + (i % 40)}`);
    const stop = new AbortController();
    const said: string[] = [];
    const onNotice = (line: string): void => {
      said.push(line);
      stop.abort();
    };
    const known = parseTable(['arch,accuracy', ...lines].join('\n'), 'mine.csv');
    await expect(fitNetworks({ space: 'nas-bench-201', known, onNotice, signal: stop.signal })).rejects.toThrow('abort');
    expect(said).toEqual([expect.stringMatching(/^\d{3} known networks are many: learning takes minutes, /)]);
  });

  it('fits five networks, and spaces whose cells do not vary by their blocks', async () => {
    const five = await fitNetworks({ space: 'nas-bench-201', known: listOf(5) });
    expect(five.fitted.known.length).toBeLessThanOrEqual(5);
    const sizes = openSpace('nats-bench-size');
    const lines = Array.from({ length: 20 }, () => sizes.sample(rng)).map(
      (genotype) => `${sizes.encode(genotype)},${Math.log(sizes.cost?.(genotype).params ?? 1)}`,
    );
    const { fitted } = await fitNetworks({
      space: 'nats-bench-size',
      known: parseTable(['arch,accuracy', ...lines].join('\n'), 'mine.csv'),
    });
    expect(fitted.recipe.cells).toEqual([]);
    expect(fitted.recipe.blocks.length).toBeGreaterThan(5);
    expect(fitted.quality.tau).toBeGreaterThan(0.6);
  });

  it('fits models of a folder by their scores', async () => {
    const models = genotypes.slice(0, 12).map((genotype, i): GoodItem => {
      const name = `models/net${i}.json`;
      return { where: name, ok: true, candidate: space.build(genotype), name, path: name };
    });
    const known = parseTable(['file,top1', ...models.map((_, i) => `net${i},${70 + ((i * 5) % 12)}`)].join('\n'), 'mine.csv');
    const { fitted } = await fitNetworks({ models, known });
    expect(fitted.space).toBeUndefined();
    expect(fitted.recipe.cells).toEqual([]);
  });
});

describe('parseFitted', () => {
  it('refuses what is no fitted judgement in one line', async () => {
    const { fitted } = await fitNetworks({ space: 'nas-bench-201', known: listOf(8) });
    const read = (change: object) => () => parseFitted('judge.json', JSON.stringify({ ...fitted, ...change }));
    expect(() => parseFitted('judge.json', '{')).toThrow(/^judge.json: expected JSON, got .* \(assay fit writes one\)$/);
    expect(() => parseFitted('judge.json', '{"a":1}')).toThrow(
      'judge.json: expected a fitted judgement, got format that is undefined',
    );
    expect(read({ version: 1 })).toThrow(
      'judge.json: expected a fitted judgement of version 2, got version 1 (fit it again with this Assay)',
    );
    expect(read({ prior: [100_000] })).toThrow('expected a prior among the scales');
    expect(read({ calibration: 'x' })).toThrow('got calibration that is "x"');
    expect(read({ known: fitted.known.map((own) => ({ ...own, features: [1] })) })).toThrow('features of every network, got 1');
    expect(read({ regressor: { id: 'ridge', settings: {} } })).toThrow('expected the settings of a kernel');
  });
});
