/** The parts of a divided run, merged, are the bytes of the run on one machine. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../../core/rng.js';
import { writeOnnx } from '../../../onnx/write.js';
import { openSpace } from '../../../spaces/index.js';
import { benchProxies, type NodeBenchRequest } from './bench-proxies.js';
import { mergeRuns } from './merge-runs.js';
import { openScoring, type NodeScoringRequest } from './open-scoring.js';
import { openSearch, type NodeSearchRequest } from './open-search.js';
import { reportRun, writeRun } from '../run-folder/run-report.js';

const root = mkdtempSync(join(tmpdir(), 'assay-merge-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(root, String(++folders));

const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
const shardsOf = (count: number) => Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));

/** Makes the parts, in a folder each. */
async function makeParts(
  count: number,
  make: (more: { folder: string; shard: { index: number; count: number } }) => Promise<unknown>,
) {
  const base = newFolder();
  const parts: string[] = [];
  for (const shard of shardsOf(count)) {
    const folder = `${base}-${shard.index}`;
    await make({ folder, shard });
    parts.push(folder);
  }
  return parts;
}

/** Merges in another order than that of the parts. */
async function expectSameBytes(whole: string, parts: readonly string[]): Promise<void> {
  const merged = newFolder();
  await mergeRuns(parts.toReversed(), { folder: merged });
  for (const name of ['journal.jsonl', 'scores.csv']) expect(text(merged, name), name).toBe(text(whole, name));
}

async function searchAll(request: NodeSearchRequest): Promise<string> {
  const folder = newFolder();
  await writeRun(folder, await (await openSearch({ ...request, folder })).run());
  return folder;
}

const searchParts = (request: NodeSearchRequest, count = 4): Promise<string[]> =>
  makeParts(count, async (more) => (await openSearch({ ...request, ...more })).run());

const small: NodeSearchRequest = { space: 'nas-bench-201:C=4:N=1', proxies: ['sed', 'epsilon'], batch: 2, budget: 90 };

describe('a search in four parts, merged', () => {
  it.each([1, 2])('is the search on one machine: exhaustive, with equal cells in several parts, %i workers', async (workers) => {
    const request = { ...small, workers, combine: 'log-rank:sed=1:epsilon=1' };
    const whole = await searchAll({ ...request, workers: 0 });
    const parts = await searchParts(request);
    const lines = (folder: string): number => text(folder, 'journal.jsonl').split('\n').length;
    // Cells that compute the same were scored by several parts.
    expect(parts.reduce((sum, part) => sum + lines(part) - 3, 0)).toBeGreaterThan(lines(whole) - 3);
    await expectSameBytes(whole, parts);
  });

  it('is the search on one machine: a random draw of NAS-Bench-101 with limits and two objectives', async () => {
    const request: NodeSearchRequest = {
      space: 'nas-bench-101',
      searcher: 'random',
      budget: 50,
      seed: 3,
      proxies: ['sed', 'params'],
      where: 'params<20e6',
      objectives: ['score', 'macs'],
      workers: 0,
    };
    await expectSameBytes(await searchAll(request), await searchParts(request));
  });

  it('is the search on one machine: a shortlist, whose draw every part repeats', async () => {
    const request: NodeSearchRequest = { ...small, searcher: 'shortlist:keep=12', budget: 80, workers: 0 };
    await expectSameBytes(await searchAll(request), await searchParts(request));
  });

  it('reads what each cell computes from the parts, and finds it itself where they do not say it', async () => {
    const request: NodeSearchRequest = { ...small, workers: 0 };
    const whole = await searchAll(request);
    const parts = await searchParts(request, 2);
    rmSync(join(parts[0], 'forms.tsv'));
    await expectSameBytes(whole, parts);
    const [cell] = text(parts[1], 'forms.tsv').split('\t');
    writeFileSync(join(parts[0], 'forms.tsv'), `${cell}\tanother form\n`);
    writeFileSync(join(parts[1], 'forms.tsv'), '');
    const merged = newFolder();
    await mergeRuns(parts, { folder: merged });
    expect(text(merged, 'scores.csv')).toContain(`${cell},another form,`);
  });

  it('may have parts without an architecture', async () => {
    const request: NodeSearchRequest = { ...small, budget: 3, proxies: ['sed'], workers: 0 };
    await expectSameBytes(await searchAll(request), await searchParts(request, 5));
  });

  it('goes on after an interruption of a part and of the merge, and with a cache', async () => {
    const request: NodeSearchRequest = { ...small, workers: 0, cache: newFolder() };
    const whole = await searchAll({ ...small, workers: 0 });
    const parts = await searchParts(request);
    const cut = parts[1];
    const lines = text(cut, 'journal.jsonl').split('\n');
    writeFileSync(join(cut, 'journal.jsonl'), `${lines.slice(0, 20).join('\n')}\n{"type":"evalu`);
    await expect(mergeRuns(parts, { folder: newFolder() })).rejects.toThrow(
      `${cut}: expected a complete part, got part 2/4, which was interrupted (go on with: the same request with \`shard\` { index: 2, count: 4 }, \`folder\` ${cut} and \`resume\`)`,
    );
    await reportRun(cut);
    expect(text(cut, 'scores.csv')).toContain('arch,canonical,sed,combined');
    await (await openSearch({ ...request, folder: cut, shard: { index: 2, count: 4 }, resume: true })).run();
    expect(text(cut, 'journal.jsonl')).toBe(lines.join('\n'));
    const merged = newFolder();
    mkdirSync(merged);
    writeFileSync(join(merged, 'journal.jsonl'), `${text(whole, 'journal.jsonl').split('\n').slice(0, 30).join('\n')}\n`);
    await mergeRuns(parts, { folder: merged });
    expect(text(merged, 'journal.jsonl')).toBe(text(whole, 'journal.jsonl'));
    const again = await (await openSearch({ ...small, workers: 0, folder: merged, resume: true })).run();
    expect(again.csv()).toBe(text(whole, 'scores.csv'));
  });
});

describe('a scoring in parts, merged', () => {
  const models = join(root, 'models');
  const request: NodeScoringRequest = { architectures: [models], proxies: ['epsilon', 'params'], batch: 2, workers: 0 };
  beforeAll(async () => {
    mkdirSync(models);
    const space = openSpace('nas-bench-201:C=4:N=1');
    const rng = createRng(1, 'merge');
    for (let i = 0; i < 6; i++)
      writeFileSync(join(models, `m${i}.onnx`), await writeOnnx(space.build(space.sample(rng)), { weights: 'inputs' }));
    writeFileSync(join(models, 'm3.onnx'), 'no model');
  });

  it.each([0, 2])('is the scoring on one machine: a folder of models, one of which is none, %i workers', async (workers) => {
    const whole = newFolder();
    const scored = await (await openScoring({ ...request, folder: whole })).run();
    writeFileSync(join(whole, 'scores.csv'), scored.csv());
    const parts = await makeParts(4, async (more) => (await openScoring({ ...request, workers, ...more })).run());
    await expectSameBytes(whole, parts);
    await expect(reportRun(parts[0])).rejects.toThrow('report: expected the run of a search, got one of assay score');
  });

  it('is the scoring on one machine: strings, some of which compute the same', async () => {
    const space = openSpace('nas-bench-201');
    const cells = [...(space.enumerate?.() ?? [])].slice(0, 60).map((cell) => space.encode(cell));
    const list: NodeScoringRequest = { ...request, architectures: cells, proxies: ['sed', 'epsilon'] };
    const whole = newFolder();
    const scored = await (await openScoring({ ...list, folder: whole })).run();
    writeFileSync(join(whole, 'scores.csv'), scored.csv());
    await expectSameBytes(whole, await makeParts(4, async (more) => (await openScoring({ ...list, ...more })).run()));
  });

  it('names its proxies, and reads what can be read again', async () => {
    const shard = { index: 1, count: 2 };
    const folder = newFolder();
    await expect(openScoring({ architectures: [models], shard, folder })).rejects.toThrow(
      'proxies: expected the proxies by name',
    );
    await expect(openScoring({ ...request, architectures: ['-'], shard, folder })).rejects.toThrow('got standard input');
    await expect(openScoring({ ...request, shard })).rejects.toThrow('shard: expected a `folder` for the part, got none');
    const value = openSpace('nas-bench-201:C=4:N=1');
    const network = value.build(value.sample(createRng(1, 'value')));
    await expect(openScoring({ ...request, architectures: [network], shard, folder })).rejects.toThrow(
      'shard: expected `architectures` by name or path',
    );
  });
});

describe('a bench in parts, merged', () => {
  const table = join(root, 'table.csv');
  const request: NodeBenchRequest = {
    table,
    targets: ['accuracy'],
    proxies: ['sed', 'epsilon'],
    batch: 2,
    sample: 30,
    workers: 0,
  };
  beforeAll(() => {
    const space = openSpace('nas-bench-201');
    const cells = [...(space.enumerate?.() ?? [])].slice(100, 140);
    writeFileSync(table, ['arch,accuracy', ...cells.map((cell, i) => `${space.encode(cell)},${50 + ((i * 7) % 40)}`)].join('\n'));
  });

  it('is the bench on one machine, with the same correlations', async () => {
    const whole = newFolder();
    const bench = await benchProxies('nas-bench-201', { ...request, folder: whole });
    writeFileSync(join(whole, 'scores.csv'), bench.csv());
    const parts = await makeParts(4, (more) => benchProxies('nas-bench-201', { ...request, ...more }));
    await expectSameBytes(whole, parts);
    const merged = await mergeRuns(parts, { folder: newFolder() });
    expect(merged.verb === 'bench' && merged.result.rows).toEqual(bench.rows.map((row) => ({ ...row, seconds: null })));
  });

  it('goes on after an interruption', async () => {
    const folder = newFolder();
    await benchProxies('nas-bench-201', { ...request, folder });
    const complete = text(folder, 'journal.jsonl');
    writeFileSync(join(folder, 'journal.jsonl'), `${complete.split('\n').slice(0, 40).join('\n')}\n`);
    await benchProxies('nas-bench-201', { ...request, folder, resume: true });
    expect(text(folder, 'journal.jsonl')).toBe(complete);
  });
});

describe('parts that are not those of one run', () => {
  const request: NodeSearchRequest = { ...small, proxies: ['sed'], budget: 8, workers: 0, searcher: 'exhaustive' };
  let parts: string[] = [];
  beforeAll(async () => {
    parts = await searchParts(request, 3);
  });
  const part = async (more: Partial<NodeSearchRequest>, index = 2, count = 3): Promise<string> => {
    const folder = newFolder();
    await (await openSearch({ ...request, ...more, folder, shard: { index, count } })).run();
    return folder;
  };
  /** A copy of the second part with another text in its journal. */
  const changed = (change: (journal: string) => string): string => {
    const folder = newFolder();
    cpSync(parts[1], folder, { recursive: true });
    writeFileSync(join(folder, 'journal.jsonl'), change(text(folder, 'journal.jsonl')));
    return folder;
  };
  const merge = (...given: readonly string[]): Promise<unknown> => mergeRuns(given, { folder: newFolder() });

  it.each<[string, () => Promise<string> | string, string]>([
    ['another seed', () => part({ seed: 7 }), 'expected seed 0, as in'],
    ['other proxies', () => part({ proxies: ['params'] }), 'expected proxies sed, as in'],
    ['another combination', () => part({ combine: 'log-rank' }), 'expected combine none, as in'],
    ['another count', () => part({}, 2, 4), 'expected a part of 3, as in'],
    [
      'another version',
      () => changed((journal) => journal.replace(/"assay":"[^"]*"/, '"assay":"0.0.9"')),
      'got assay version 0.0.9',
    ],
    [
      'another engine',
      () => changed((journal) => journal.replace('"count":3,', '"count":3,"engine":"onnxruntime-node 1.0",')),
      'expected engine any, as in',
    ],
    ['the first part again', () => parts[0], 'expected each part once, got part 1/3 again'],
    ['a run that is not divided', () => searchAll(request), 'got a run that is not divided'],
    ['an empty folder', () => root, 'expected the folder of a part, got no journal.jsonl in it (the parts are folders in it: '],
    ['an empty journal', () => changed(() => ''), 'got a journal without its first line'],
    ['a journal without its header', () => changed((journal) => journal.slice(journal.indexOf('\n') + 1)), 'expected the header'],
    [
      'lines that are missing',
      () => changed((journal) => journal.replace(/\n\{"type":"evaluation".*/, '')),
      'expected the scores of',
    ],
    [
      'a count that is wrong',
      () => changed((journal) => journal.replace('"evaluations":3', '"evaluations":4')),
      'expected 4 evaluations, got 3',
    ],
  ])('are refused: %s', async (_, make, message) => {
    const wrong = await make();
    await expect(merge(parts[0], wrong, parts[2])).rejects.toThrow(message);
  });

  it('are refused where some are missing, with the commands that make them', async () => {
    await expect(merge(parts[1])).rejects.toThrow(
      `merge: expected all 3 parts, got none for 1, 3 (make each with: the same request with \`shard\` { index: 1, count: 3 }, \`folder\` ${parts[0]} ; the same request with \`shard\` { index: 3, count: 3 }, \`folder\` ${parts[2]})`,
    );
    await expect(mergeRuns([], { folder: newFolder() })).rejects.toThrow('expected the folders of the parts, got none');
  });

  it('are refused where a journal that the run may not change is in the way', async () => {
    const folder = newFolder();
    await (await openSearch({ ...request, seed: 1, folder })).run();
    await expect(mergeRuns(parts, { folder })).rejects.toThrow('expected seed 1, as in the journal of that run, got seed 0');
    await expect(mergeRuns(parts, { folder: parts[1] })).rejects.toThrow(`got ${parts[1]}, which is a part`);
  });

  it('cannot make a merge start a program: what they say of training is left out', async () => {
    const wrong = parts.map((folder) => {
      const copy = newFolder();
      mkdirSync(copy);
      const trainer = '"request":{"train":1,"trainer":"./missing.sh",';
      writeFileSync(join(copy, 'journal.jsonl'), text(folder, 'journal.jsonl').replace('"request":{', trainer));
      return copy;
    });
    const merged = await mergeRuns(wrong, { folder: newFolder() });
    expect(merged.verb === 'search' && merged.result.trained).toBe(undefined);
  });
});

describe('a search that cannot be divided', () => {
  const shard = { index: 1, count: 2 };
  it.each<[string, Partial<NodeSearchRequest>, string]>([
    [
      'a searcher that learns',
      { searcher: 'evolution' },
      'expected a searcher whose proposals depend on no score: exhaustive, random, shortlist, got evolution',
    ],
    ['a time limit', { seconds: 3 }, 'expected a search without a time limit'],
    ['training', { train: 2 }, 'expected a search that trains nothing'],
    ['a space as a value', { space: openSpace('nas-bench-201') }, 'expected `space` by name or path'],
  ])('is refused: %s', async (_, more, message) => {
    await expect(openSearch({ ...small, ...more, folder: newFolder(), shard })).rejects.toThrow(message);
  });

  it('is refused without a folder', async () => {
    await expect(openSearch({ ...small, shard })).rejects.toThrow('shard: expected a `folder` for the part, got none');
    await expect(openSearch({ ...small, folder: newFolder(), shard: { index: 3, count: 2 } })).rejects.toThrow(
      'no greater than the count',
    );
  });
});
