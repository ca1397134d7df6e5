/** `assay search` as a user types it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';

const good = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const dead = '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|';

describe('assay search', () => {
  const small201 = 'nas-bench-201:C=2:N=1:size=8';
  const run = (out: string, ...more: string[]): ReturnType<typeof sharedAssay> =>
    sharedAssay([
      'search',
      small201,
      '--searcher',
      'random',
      '--budget',
      '200',
      '--batch',
      '4',
      '--seed',
      '5',
      '--out',
      out,
      ...more,
    ]);

  it('prints the best, draws the winner and writes journal, scores and report', () => {
    const out = join(scratchFolder(), 'run');
    const { code, out: text } = run(out);
    expect(code).toBe(0);
    expect(text).toContain('The best of 200 architectures');
    expect(text).toContain('rank-sum:field=1:sed=1');
    expect(text).toContain('combination: one rule for every space');
    expect(text).toContain('in 0');
    expect(text).toMatch(/set-up .* s · .* report/);
    expect(text).toContain('not available');
    for (const name of ['journal.jsonl', 'scores.csv', 'report.html']) expect(existsSync(join(out, name))).toBe(true);
    expect(readFileSync(join(out, 'scores.csv'), 'utf8').trim().split('\n').length).toBe(201);
  });

  it('says in its heading among how many the best were chosen', () => {
    const found = (...more: readonly string[]): string =>
      sharedAssay(['search', 'darts', '--proxy', 'sed', '--budget', '300', ...more, '--out', join(scratchFolder(), 'run')]).out;
    expect(found('--searcher', 'shortlist')).toMatch(
      /^The best of 256 architectures \(256 distinct\), chosen among 300 that were drawn and scored, /,
    );
    expect(found('--searcher', 'random')).toMatch(/^The best of 300 architectures \(300 distinct\), (?!chosen)/);
  });

  it('compares the scores with the accuracies of a table, whose other columns may be limits', () => {
    const folder = scratchFolder();
    sharedAssay([
      'search',
      small201,
      '--searcher',
      'random',
      '--budget',
      '30',
      '--proxy',
      'macs',
      '--out',
      join(folder, 'cells'),
    ]);
    const cells = readFileSync(join(folder, 'cells', 'scores.csv'), 'utf8').match(/\|[^",]*\|(?=[",])/g) ?? [];
    const table = join(folder, 'cells.csv');
    writeFileSync(table, `arch,accuracy,lat\n${[...new Set(cells)].map((cell, i) => `${cell},${60 + i},${i}`).join('\n')}\n`);
    const { code, err } = run(join(folder, 'run'), '--proxy', 'params', '--table', table, '--where', 'table.lat<100');
    expect([code, err.includes('expected')]).toEqual([0, false]);
    const report = readFileSync(join(folder, 'run', 'report.html'), 'utf8');
    expect(report.includes('accuracy accuracy')).toBe(true);
  });

  it('gives the same bytes for the same seed with any number of workers, and others for another seed', () => {
    const folder = scratchFolder();
    const bytes = (name: string, ...more: string[]): string => {
      expect(run(join(folder, name), ...more).code).toBe(0);
      return ['journal.jsonl', 'scores.csv'].map((file) => readFileSync(join(folder, name, file), 'utf8')).join('');
    };
    const one = bytes('one', '--workers', '0');
    expect(bytes('two', '--workers', '2')).toBe(one);
    expect(bytes('three', '--seed', '6')).not.toBe(one);
  });

  it('resumes a torn journal to the same bytes, refuses other settings and an existing folder', () => {
    const out = join(scratchFolder(), 'run');
    run(out);
    const journal = join(out, 'journal.jsonl');
    const whole = readFileSync(journal, 'utf8');
    const scores = readFileSync(join(out, 'scores.csv'), 'utf8');
    writeFileSync(journal, whole.slice(0, Math.floor(whole.length * 0.6)));
    const refused = run(out);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('--resume');
    const other = run(out, '--resume', '--seed', '6');
    expect(other.code).toBe(1);
    expect(other.err).toContain(
      'expected seed 5, as in the journal of that run, got seed 6 (use the same settings to continue it, or start a new run with another --out)',
    );
    const resumed = run(out, '--resume');
    expect(resumed.code).toBe(0);
    expect(resumed.err).toContain('torn');
    expect(readFileSync(journal, 'utf8')).toBe(whole);
    expect(readFileSync(join(out, 'scores.csv'), 'utf8')).toBe(scores);
  });

  it('shows sizes that are proxies too in one column, wherever', () => {
    const out = join(scratchFolder(), 'run');
    const text = run(out, '--proxy', 'macs,sed,params', '--top', '2').out;
    expect(text).toMatch(/^#\s+macs\s+sed\s+params\s+architecture$/m);
    expect(readFileSync(join(out, 'scores.csv'), 'utf8').split('\n')[0]).toBe('arch,canonical,macs,sed,params,combined');
    // The table of what raises and lowers the best has a column a part.
    const report = readFileSync(join(out, 'report.html'), 'utf8').replace(/<h2>What raises[^]*?<h2>/, '<h2>');
    const tablesWith = (head: RegExp): number => report.match(head)?.length ?? 0;
    expect(tablesWith(/<th[^>]*>params/gi)).toBeGreaterThan(0);
    expect(tablesWith(/<th[^>]*>params/gi)).toBe(tablesWith(/<th[^>]*>sed/gi));
    expect(tablesWith(/<th[^>]*>macs/gi)).toBe(tablesWith(/<th[^>]*>sed/gi));
    expect(sharedAssay(['score', good, dead, '--proxy', 'params,macs', '--report', join(out, 'sizes.html')]).out).toMatch(
      /^#\s+combined\s+params\s+macs\s+architecture$/m,
    );
    expect(existsSync(join(out, 'sizes.html'))).toBe(true);
  });

  it('says that networks that compute the same are listed once, where fewer are listed than asked', () => {
    const out = join(scratchFolder(), 'run');
    const text = run(out, '--proxy', 'sed', '--top', '190').out;
    const distinct = Number(/\((\d+) distinct\)/.exec(text)?.[1]);
    expect(distinct).toBeLessThan(190);
    const note = `${distinct} are listed, not 190: architectures that compute the same network are listed once`;
    expect(text.split('\n')).toContain(note);
    const json = run(out, '--proxy', 'sed', '--top', '190', '--resume', '--json');
    expect([json.out.trim().split('\n').length, json.err.split('\n')]).toEqual([
      distinct,
      expect.arrayContaining([`assay: ${note}`]),
    ]);
    expect(run(out, '--proxy', 'sed', '--resume').out).not.toContain('are listed');
  });

  it('prints the best as JSON on demand', () => {
    const { out, err } = run(join(scratchFolder(), 'run'), '--json', '--top', '3');
    expect(err).not.toContain('listed');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.rank)).toEqual([1, 2, 3]);
    expect(lines[0].combined).toBeGreaterThanOrEqual(lines[1].combined);
  });
});

it('a search whose best cannot be trained ends with code 1, with its files', () => {
  const out = join(scratchFolder(), 'run');
  const search = ['search', 'nas-bench-201:C=2:N=1:size=8', '--searcher', 'random', '--budget', '4', '--proxy', 'sed'];
  const { code, err } = sharedAssay([
    ...search,
    '--train',
    '2',
    '--trainer',
    `${process.execPath} -e process.exit(3)`,
    '--out',
    out,
  ]);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('search: expected at least one of the best to be trained, got none of 2: '),
  ]);
  for (const name of ['journal.jsonl', 'scores.csv', 'report.html']) expect(existsSync(join(out, name))).toBe(true);
});
