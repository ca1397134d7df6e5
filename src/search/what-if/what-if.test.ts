import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { createScorer } from '../../engine/scorer.js';
import { combineScores } from '../../proxies/combine/index.js';
import { defineSpace } from '../../spaces/define-space/define-space.js';
import { openSpace } from '../../spaces/index.js';
import type { SearchSpace } from '../../spaces/types.js';
import { openScoring } from '../scoring/open-scoring.js';
import { openWhatIf, type WhatIf } from './open-what-if.js';

/** A small network, so that the tests are quick; the judgement is the space's. */
const small = 'nas-bench-201:C=4:N=1:size=8';
const batch = 4;
const tiny = defineSpace({
  id: 'tiny',
  title: 'three edges',
  cell: {
    input: [3, 8, 8],
    nodes: 3,
    stages: [4],
    cells: 1,
    ops: {
      none: {},
      skip: { topology: { kind: 'skip' }, layer: (_net, x) => x },
      conv1: {
        topology: { kind: 'conv', kernel: 1, times: 1 },
        layer: (net, x, { channels }) => net.relu(net.conv(x, { channels, kernel: 1 })),
      },
      conv3: {
        topology: { kind: 'conv', kernel: 3, times: 1 },
        layer: (net, x, { channels }) => net.relu(net.conv(x, { channels, kernel: 3 })),
      },
    },
    end: (net, x) => net.classifier(x, 10),
  },
});

/** Texts of the reference, with the rows added. */
async function fill(bench: WhatIf): Promise<void> {
  for await (const rows of bench.scoreReference()) bench.addReference(rows);
}

const sampleOf = (space: SearchSpace, count: number): string[] => {
  const rng = createRng(5, 'what-if');
  return Array.from({ length: count }, () => space.encode(space.sample(rng)));
};

describe('the bench of single architectures', () => {
  it('gives a look that can be copied to another thread', async () => {
    const bench = await openWhatIf({ space: small, batch, proxies: ['sed'] });
    const look = await bench.look(bench.space.encode(bench.space.decode('5000')));
    const { topology } = structuredClone(look);
    expect(topology?.cells.map(({ cell }) => cell.nodes)).toEqual([4]);
    expect(topology?.cells).toEqual(look.topology?.cells);
  });

  it('judges every single change as scoring that cell from scratch does', async () => {
    for (const [id, proxies] of [
      [small],
      ['nas-bench-101:C=8:N=1:stacks=2:size=8'],
      ['darts:C=4:L=3:size=8', ['sed', 'params']],
      ['transnas-micro', ['sed', 'depth']],
    ] as const) {
      const bench = await openWhatIf({ space: id, batch, ...(proxies === undefined ? {} : { proxies }) });
      const scorer = createScorer({ proxies: bench.judges, space: id, batch });
      for (const text of sampleOf(bench.space, 1)) {
        const places = await bench.changes(text);
        const neighbors = bench.space.neighbors(bench.space.decode(text)).map((one) => bench.space.encode(one));
        expect(new Set(places.flatMap(({ changes }) => changes.map((change) => change.text)))).toEqual(new Set(neighbors));
        for (const { changes } of places.slice(0, 6))
          for (const change of changes) {
            const { scores } = await scorer.score(change.text);
            for (const proxy of bench.judges) expect(change.scores[proxy]).toEqual(scores[proxy]);
            expect(change.quantities['params']).toBe(bench.space.cost?.(bench.space.decode(change.text)).params);
          }
      }
      await bench.close();
    }
  }, 60_000);

  it('orders the cells of its reference as a ranking of all of them does', async () => {
    const bench = await openWhatIf({ space: tiny, batch, proxies: ['sed', 'params'], combine: 'rank-sum:sed=1:params=0.3' });
    await fill(bench);
    const { reference, space } = bench;
    expect(reference).toEqual({ count: 64, planned: 64, isAll: true });
    const texts = [...(space.enumerate?.() ?? [])].map((one) => space.encode(one));
    const session = await openScoring({
      architectures: texts,
      space: tiny,
      proxies: ['sed', 'params'],
      combine: bench.combination,
      batch,
    });
    const { rows } = await session.run();
    const { values } = combineScores(
      bench.combination,
      ['sed', 'params'].map((key) => ({
        key,
        id: key,
        direction: 'higher' as const,
        scores: rows.map(({ evaluation }) => evaluation.scores[key]!),
      })),
    );
    for (let i = 0; i < texts.length; i++) {
      const below = values.filter((value) => value < values[i]!).length;
      const equal = values.filter((value) => value === values[i]).length;
      const { standing } = await bench.look(texts[i]!);
      expect(standing?.percentile).toBeCloseTo((100 * (below + equal / 2)) / 64, 9);
      expect(standing?.rank).toBeCloseTo(64 - below - equal + (equal + 1) / 2, 9);
    }
  }, 60_000);

  it('names the gain of a change as the difference of the two percentiles', async () => {
    const bench = await openWhatIf({ space: tiny, batch });
    await fill(bench);
    const text = '|conv3~0|+|none~0|none~1|';
    const places = await bench.changes(text);
    const here = await bench.look(text);
    expect(places.map(({ name }) => name)).toEqual(['edge 0 → 1', 'edge 0 → 2', 'edge 1 → 2']);
    for (const { changes } of places)
      for (const { text: other, gain } of changes)
        expect(gain).toBeCloseTo((await bench.look(other)).standing!.percentile - here.standing!.percentile, 9);
    expect(here.scores['sed:preset=nas-bench-201']).toEqual({ ok: false, reason: 'no path from input to output in the cell' });
    expect(here.quantities['peakBytes']).toBeGreaterThan(0);
  });

  it('takes a sample of a large space, the same every time', async () => {
    const texts = async (): Promise<unknown> => {
      const bench = await openWhatIf({ space: 'nas-bench-101', proxies: ['sed'], sample: 10 });
      const all = [];
      for await (const rows of bench.scoreReference({ rows: 4 })) all.push(rows.rows);
      expect(bench.reference).toEqual({ count: 0, planned: 10, isAll: false });
      return all;
    };
    const first = await texts();
    expect(first).toEqual(await texts());
    expect((first as unknown[][]).map((rows) => rows.length)).toEqual([4, 4, 2]);
    const bench = await openWhatIf({ space: 'nas-bench-101', proxies: ['sed'], sample: 10 });
    const rest = [];
    for await (const { rows } of bench.scoreReference({ skip: 7 })) rest.push(...rows);
    expect(rest).toEqual((first as unknown[][]).flat().slice(7));
  });

  it('refuses rows of other proxies, unknown fields and strings of another space', async () => {
    const bench = await openWhatIf({ space: small, batch });
    expect(() => bench.addReference({ proxies: ['epsilon'], rows: [[1]] })).toThrow('expected rows of field, sed');
    await expect(bench.look('nonsense')).rejects.toThrow('nas-bench-201 architecture');
    await expect(openWhatIf({ space: small, sampel: 3 } as never)).rejects.toThrow('sample');
    await expect(openWhatIf({ space: small, init: 'nonsense' })).rejects.toThrow('init');
    expect((await bench.look(openSpace(small).encode(openSpace(small).sample(createRng(1, 'x'))))).standing).toBeUndefined();
  });
});
