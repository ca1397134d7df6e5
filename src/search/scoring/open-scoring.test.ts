import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import type { Architecture } from '../../arch/types.js';
import { createLimits } from '../../engine/limits/limits.js';
import { findQuantity, quantities } from '../../engine/limits/quantities.js';
import { openSpace } from '../../spaces/index.js';
import { createMemoryJournal } from '../journal/memory-journal.js';
import { openScoring, type ScoringRequest, type ScoringResult } from './open-scoring.js';

const space = openSpace('nas-bench-201');
const rng = createRng(7, 'scoring');
const genotypes = Array.from({ length: 12 }, () => space.sample(rng));
const strings = genotypes.map((genotype) => space.encode(genotype));
const networkOf = (id: string): Architecture => {
  const own = openSpace(id);
  return { ...own.build(own.sample(createRng(3, id))), name: id };
};

async function scored(request: Partial<ScoringRequest>): Promise<ScoringResult> {
  const session = await openScoring({ architectures: strings, proxies: ['sed'], ...request });
  return session.run();
}

describe('limits on given architectures', () => {
  it.each(['params < 0.5M and macs < 80M', 'depth > 8 or peakBytes <= 256 KiB', 'params < 0'])(
    'accept what the limits of a search accept: %s',
    async (where) => {
      const limits = createLimits(where, space);
      const expected = strings.filter((_, i) => limits.admits(genotypes[i]));
      const { kept, broken, rows } = await scored({ where });
      expect(kept.map(({ item }) => item.name)).toEqual(expected);
      expect(broken.length).toBe(strings.length - expected.length);
      expect(rows.length).toBe(strings.length);
    },
  );

  it('are judged of networks without a space too, and say what these have', async () => {
    const networks = genotypes.map((genotype) => space.build(genotype));
    const peaks = networks.map((network) => findQuantity('peakBytes', quantities)?.ofArchitecture?.(network) ?? NaN);
    const { rows, ranked } = await scored({ architectures: networks, where: 'peakBytes <= 262_144', objectives: ['peakBytes'] });
    expect(rows.map(({ costs }) => costs.quantities['peakBytes'])).toEqual(peaks);
    expect(rows.map(({ costs }) => costs.limits?.isKept)).toEqual(peaks.map((bytes) => bytes <= 262_144));
    expect(ranked().map(({ costs }) => costs.quantities['peakBytes'])).toEqual(
      peaks.filter((bytes) => bytes <= 262_144).toSorted((a, b) => a - b),
    );
  });

  it('know columns of a table, which lists architectures of a space', async () => {
    const costs = { source: 'costs', names: ['arch', 'watts'], rows: 2, columns: [strings.slice(0, 2), ['3', '5']] };
    const { kept } = await scored({ where: 'table.watts < 4', costs });
    expect(kept.map(({ item }) => item.name)).toEqual([strings[0]]);
    await expect(
      openScoring({ architectures: [networkOf('darts')], proxies: ['macs'], where: 'table.watts < 4', costs }),
    ).rejects.toThrow('costs: expected architectures of a space');
  });

  it('and objectives with unknown names are refused before anything is scored', async () => {
    await expect(openScoring({ architectures: strings, where: 'parms < 3' })).rejects.toThrow('did you mean "params"?');
    await expect(openScoring({ architectures: strings, objectives: ['peakbytes'] })).rejects.toThrow('did you mean "peakBytes"?');
    await expect(openScoring({ architectures: strings, where: '1 < 2' })).rejects.toThrow('a condition on the architectures');
  });
});

describe('the combination', () => {
  it.each([
    ['rank-sum:sed=nan', 'expected the weight of "sed" to be a positive number, got "nan"'],
    ['rank-sum:sde=1', 'did you mean "sed"?'],
  ])('is checked before anything is scored, of a single architecture too: %s', async (combine, message) => {
    await expect(openScoring({ architectures: strings.slice(0, 1), proxies: ['sed'], combine })).rejects.toThrow(message);
  });

  it('may name the parts of an aggregate, and the aggregate', async () => {
    const combine = 'rank-sum:te-nas=1:sed=2';
    const session = await openScoring({ architectures: strings.slice(0, 1), proxies: ['te-nas', 'sed'], combine });
    await session.close();
  });
});

describe('a name that needs a file', () => {
  it('is answered with the option for the file', async () => {
    const asked = { architectures: strings, proxies: ['sed'] };
    await expect(openScoring({ ...asked, where: 'predictedLatencyMs < 5' })).rejects.toThrow('give `latencyTable`, a file');
    await expect(openScoring({ ...asked, objectives: ['predictedLatencyMs'] })).rejects.toThrow(
      'objectives: expected a latency table',
    );
  });
});

describe('a ranking of given architectures', () => {
  it('by several objectives lists the front first', async () => {
    const { ranked } = await scored({ objectives: ['score', 'macs'] });
    const rows = ranked();
    const dominated = (a: (typeof rows)[number], b: (typeof rows)[number]): boolean =>
      a.combined >= b.combined && a.cost.macs <= b.cost.macs && (a.combined > b.combined || a.cost.macs < b.cost.macs);
    for (const row of rows) expect(row.front === 1).toBe(!rows.some((other) => dominated(other, row)));
    const fronts = rows.map(({ front }) => front ?? Infinity);
    expect(fronts).toEqual(fronts.toSorted((a, b) => a - b));
  });

  it('has no SED where networks are counted in different ways, and says so', async () => {
    const mixed = { architectures: [networkOf('nas-bench-201'), networkOf('darts')], proxies: ['sed', 'macs'] };
    const { rows, kept } = await scored(mixed);
    expect(rows.every(({ evaluation }) => evaluation.scores['sed'].ok)).toBe(true);
    for (const { evaluation } of kept)
      expect(evaluation.scores['sed']).toEqual({
        ok: false,
        reason: 'the ranking would mix scales, which count one cell or every cell',
      });
    const alike = await scored({ ...mixed, architectures: [networkOf('darts'), networkOf('darts')] });
    expect(alike.kept.every(({ evaluation }) => evaluation.scores['sed'].ok)).toBe(true);
    const strange = await scored({ ...mixed, architectures: [strings[0], networkOf('nas-bench-201')] });
    expect(strange.kept.every(({ evaluation }) => evaluation.scores['sed'].ok)).toBe(false);
  });
});

describe('architectures that cannot be read', () => {
  it('are named to the caller, in the result and in its report; the others are scored', async () => {
    const lines: string[] = [];
    const onNotice = (line: string): void => void lines.push(line);
    const result = await scored({ architectures: [...strings, '|none~0|'], space: 'nas-bench-201', onNotice });
    expect(lines).toEqual([expect.stringMatching(/^"\|none~0\|": .*expected/)]);
    expect(result.failures.map(({ name }) => name)).toEqual(['|none~0|']);
    expect(result.rows).toHaveLength(strings.length);
    expect(result.report('all', 1)).toContain('1 architecture could not be read and is left out: |none~0|');
  });

  it('are not listed where the request is refused', async () => {
    const lines: string[] = [];
    const journal = createMemoryJournal();
    const request = { architectures: [...strings, '|none~0|'], space: 'nas-bench-201', proxies: ['sed'], journal };
    await scored(request);
    const other = { ...request, proxies: ['params'], resume: true, onNotice: (line: string): void => void lines.push(line) };
    await expect(openScoring(other)).rejects.toThrow('as in the journal of that run');
    expect(lines).toEqual([]);
  });
});

describe('openScoring where there are no files and threads', () => {
  const cell = '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|';
  it.each([
    ['the path of a model', { architectures: ['./model.onnx'] }, 'openScoring of assay/node reads files'],
    ['a folder', { architectures: ['models/'] }, 'openScoring of assay/node reads files'],
    ['workers', { architectures: [cell], workers: 2 }, 'openScoring of assay/node takes it'],
    ['a shape', { architectures: [cell], shape: { x: [1, 3, 8, 8] } }, 'openScoring of assay/node takes it'],
    ['the file of a space', { architectures: [cell], space: './my.mjs' }, 'createNodeHost of assay/node reads files'],
    ['the file of a proxy', { architectures: [cell], proxies: ['./my.mjs:power=2'] }, 'createNodeHost of assay/node reads files'],
    ['the path of a table', { architectures: [cell], table: 'mine.csv' }, 'readTable of assay/node'],
  ])('names assay/node for %s', async (_, request, hint) => {
    await expect(openScoring(request as never)).rejects.toThrow(hint);
  });

  it('names assay/node for networks to run', async () => {
    const session = await openScoring({ architectures: [cell], proxies: ['naswot'] });
    await expect(session.run()).rejects.toThrow('createNodeHost of assay/node has one');
  });
});
