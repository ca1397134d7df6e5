import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assay, scratchFolder } from './assay.js';
import { sharedPath } from './shared.js';

const good = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const misspelt = '|nor_conv_3x4~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const dead = '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|';
const small = ['--space', 'nas-bench-201:C=4:N=1', '--batch', '8'];
const oneLine = (text: string): void => expect(text.trim().split('\n').length, text).toBe(1);

describe('assay score', () => {
  it('prints the JSON of the contract, one object a line, in input order', () => {
    const { code, out } = assay(['score', good, dead, ...small, '--json']);
    expect(code).toBe(0);
    const [first, second] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(Object.keys(first)).toEqual(['space', 'arch', 'scores', 'params', 'macs', 'seconds']);
    expect(first.space).toBe('nas-bench-201');
    expect(first.arch).toBe(good);
    expect(Object.keys(first.scores.sed.parts)).toEqual(['conv', 'pool', 'skip']);
    expect(first.scores.epsilon.value).toBeGreaterThan(0);
    expect(second.scores.sed).toEqual({ value: null, reason: 'no path from input to output in the cell' });
    expect(second.scores.epsilon.value).toBeNull();
    expect(second.scores.epsilon.reason).toBeTypeOf('string');
    expect(Number.isInteger(first.params) && Number.isInteger(first.macs)).toBe(true);
  });

  it('keys scores by the proxy text as given', () => {
    const { out } = assay([
      'score',
      good,
      ...small,
      '--proxy',
      'epsilon:arithmetic=float32:batch=16,sed',
      '--proxy',
      'params',
      '--json',
    ]);
    expect(Object.keys(JSON.parse(out).scores)).toEqual(['epsilon:arithmetic=float32:batch=16', 'sed', 'params']);
  });

  it('reads files and standard input, and scores the rest when one line is bad', () => {
    const file = join(scratchFolder(), 'cells.txt');
    writeFileSync(file, `# two cells and a mistake\n${good}\n\n${misspelt}\n${dead}\n`);
    const { code, out, err } = assay(['score', file, '-', '--proxy', 'sed', '--json'], { input: `${good}\n` });
    expect(code).toBe(2);
    expect(out.trim().split('\n').length).toBe(3);
    expect(err).toContain(`${file}:4: `);
    expect(err).toContain('did you mean "nor_conv_3x3"?');
    expect(err).toContain('1 of 4');
  });

  it('scores an exported IR file to the same digits', () => {
    const file = join(scratchFolder(), 'network.json');
    expect(assay(['export', good, '--space', 'nas-bench-201:C=4:N=1', '--to', 'json', '--out', file]).code).toBe(0);
    const fromIr = JSON.parse(assay(['score', file, '--proxy', 'epsilon,params', '--batch', '8', '--json']).out);
    const fromString = JSON.parse(assay(['score', good, ...small, '--proxy', 'epsilon,params', '--json']).out);
    expect(fromIr.scores).toEqual(fromString.scores);
    expect(fromIr.macs).toBe(fromString.macs);
  });
});

describe('bad input gives one line and the right exit code', () => {
  const cifar = sharedPath('data', 'images', 'cifar10_test_0-255.bin.gz');
  const folder = scratchFolder();
  const truncated = join(folder, 'truncated.bin');
  writeFileSync(truncated, Buffer.alloc(5000));
  const table = join(folder, 'table.csv');
  writeFileSync(table, `arch,something,other\n"${good}",1,2\n`);
  const brokenIr = join(folder, 'broken.json');
  writeFileSync(brokenIr, '{"format":"assay-architecture","version":1');

  it.each([
    ['an unknown proxy', ['score', good, '--proxy', 'epsillon'], 1, 'did you mean "epsilon"?'],
    ['an unknown option of a proxy', ['score', good, '--proxy', 'epsilon:bach=3'], 1, 'did you mean "batch"?'],
    [
      'an unknown space',
      ['search', 'nas-bench-2O1'],
      1,
      'assay: space: expected a known space, got "nas-bench-2O1" (did you mean "nas-bench-201"?)',
    ],
    ['an unknown op', ['score', misspelt], 2, 'did you mean "nor_conv_3x3"?'],
    ['a malformed string', ['score', '|a|b|', '--space', 'nas-bench-201'], 2, 'expected |op~0|+|op~0|op~1|+|op~0|op~1|op~2|'],
    ['an unknown data source', ['score', good, '--data', 'rump'], 1, 'did you mean "ramp"?'],
    ['a truncated CIFAR file', ['score', good, '--data', `cifar10:${truncated}`], 2, 'complete records of 3073 bytes'],
    ['a missing CIFAR file', ['score', good, '--data', `cifar10:${folder}/none.bin`], 2, 'no such file'],
    ['a table without the needed column', ['bench', 'nas-bench-201', '--table', table], 2, 'nb201_c10_test200'],
    ['a missing table', ['bench', 'nas-bench-201', '--table', `${folder}/none.csv`], 2, 'no such file'],
    [
      'a missing space file',
      ['search', `${folder}/none.mjs`],
      2,
      'none.mjs: expected a module that can be imported, got no such',
    ],
    ['a missing proxy file', ['score', good, '--proxy', `${folder}/none.mjs`], 2, 'got no such file'],
    ['a missing judgement', ['score', good, '--proxy', `fitted:${folder}/none.json`], 2, 'no such file'],
    ['a missing list of known accuracies', ['check', 'nas-bench-201', '--known', `${folder}/none.csv`], 2, 'no such file'],
    [
      'a missing latency table',
      ['search', 'nas-bench-201', '--latency-table', `${folder}/none.json`, '--where', 'predictedLatencyMs<1'],
      2,
      'no such file',
    ],
    [
      'a target that is no column',
      ['bench', 'nas-bench-201', '--table', table, '--target', 'somthing'],
      1,
      '--target: expected a target or a column of table',
    ],
    [
      'an accuracy that is no column',
      ['simulate', 'nas-bench-201', '--table', table, '--accuracy', 'acc', '--cost', '1'],
      1,
      '--accuracy: expected a column of table',
    ],
    [
      'a cost that is no column',
      ['simulate', 'nas-bench-201', '--table', table, '--accuracy', 'something', '--cost', 'hours'],
      1,
      '--cost: expected a column of table',
    ],
    [
      'a folder without a run',
      ['search', 'nas-bench-201', '--resume', join(folder, 'nowhere')],
      2,
      '--resume: expected the folder of a run',
    ],
    ['an unwritable folder', ['search', 'nas-bench-201', '--proxy', 'sed', '--out', '/proc/assay'], 1, '/proc/assay'],
    [
      'a report in a folder that is not there',
      ['score', 'none.json', '--report', 'none/report.html'],
      1,
      '--report: expected a file that can be written at "none/report.html", got no such file or folder',
    ],
    ['a latency table that is a folder', ['latency', 'nas-bench-201', '--out', folder], 1, 'got a folder'],
    [
      'an imported table of another ending',
      ['import', 'none.csv', '--out', 'none.txt'],
      1,
      '--out: expected a file ending in .parquet',
    ],
    ['a broken IR file', ['score', brokenIr], 2, 'broken.json'],
    ['a file that is not there', ['score', 'cells.txt'], 2, 'cells.txt'],
    ['an unknown searcher', ['search', 'nas-bench-201', '--searcher', 'randm'], 1, 'did you mean "random"?'],
    ['an unknown combination', ['search', 'nas-bench-201', '--combine', 'rank-som'], 1, 'did you mean "rank-sum"?'],
    [
      'a weight of a proxy that is not scored',
      [
        'search',
        'nas-bench-201:C=1:N=1:size=8',
        '--proxy',
        'sed',
        '--combine',
        'rank-sum:epsilon=1',
        '--searcher',
        'random',
        '--budget',
        '5',
        '--out',
        join(folder, 'weights'),
      ],
      1,
      'epsilon',
    ],
    ['a batch of one', ['score', good, '--batch', '0'], 1, '--batch'],
    ['nothing to score', ['score', '-'], 2, 'at least one architecture'],
    ['a second proxy of the same text', ['score', good, '--proxy', 'sed,sed'], 1, 'twice'],
  ])('%s', (_, args, code, message) => {
    const finished = assay(args, { cwd: folder });
    expect(finished.err).toContain(message);
    expect(finished.code).toBe(code);
    expect(finished.out).toBe('');
    oneLine(finished.err);
  });

  it.skipIf(cifar === undefined)('a batch beyond the images there are', () => {
    const finished = assay(['score', good, '--data', `cifar10:${cifar}`, '--batch', '300']);
    expect(finished.code).toBe(2);
    expect(finished.err).toContain('256');
    oneLine(finished.err);
  });

  it('takes integers with an exponent, and refuses fractions and what is too large to count', () => {
    expect(
      assay(['bench', 'nas-bench-201', '--table', table, '--target', 'something', '--sample', '1e0'], { cwd: folder }).err,
    ).toContain('--sample: expected an integer of at least 2, got 1\n');
    for (const text of ['1.5', 'NaN', '1e400', '1e16', 'ten']) {
      const { code, err } = assay(['search', 'nas-bench-201', '--budget', text]);
      expect([code, err]).toEqual([
        1,
        expect.stringContaining(
          `'--budget <n>' argument '${text}' is invalid. expected an integer such as 500 or 1e6, up to 9007199254740991`,
        ),
      ]);
    }
  });

  it('an unknown verb or flag suggests the nearest', () => {
    expect(assay(['scor', good])).toMatchObject({ code: 1 });
    expect(assay(['scor', good]).err).toContain('Did you mean score?');
    expect(assay(['score', good, '--prxy', 'sed'])).toMatchObject({ code: 1 });
  });

  it('begins every error in the same way, whoever noticed it', () => {
    const wrong = [
      ['scor'],
      ['score'],
      ['score', good, '--prxy', 'sed'],
      ['bench', 'nas-bench-201'],
      ['search', 'nas-bench-201', '--budget', 'ten'],
      ['bench', 'nas-bench-201', '--table', table, '--undefined', 'first'],
      ['score', good, '--proxy', 'sd'],
    ];
    for (const args of wrong) expect(assay(args).err).toMatch(/^assay: (?!error)/);
  });
});

describe('assay search', () => {
  const small201 = 'nas-bench-201:C=2:N=1:size=8';
  const run = (out: string, ...more: string[]): ReturnType<typeof assay> =>
    assay(['search', small201, '--searcher', 'random', '--budget', '200', '--batch', '4', '--seed', '5', '--out', out, ...more]);

  it('prints the best, draws the winner and writes journal, scores and report', () => {
    const out = join(scratchFolder(), 'run');
    const { code, out: text } = run(out);
    expect(code).toBe(0);
    expect(text).toContain('The best of 200 architectures');
    expect(text).toContain('rank-sum:sed=1:epsilon=0.2');
    expect(text).toContain('in 0');
    expect(text).toMatch(/set-up .* s · .* report/);
    expect(text).toContain('not available');
    for (const name of ['journal.jsonl', 'scores.csv', 'report.html']) expect(existsSync(join(out, name))).toBe(true);
    expect(readFileSync(join(out, 'scores.csv'), 'utf8').trim().split('\n').length).toBe(201);
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
    expect(tablesWith(/<th[^>]*>params/gi)).toBe(tablesWith(/<th[^>]*>combined/gi));
    expect(tablesWith(/<th[^>]*>macs/gi)).toBe(tablesWith(/<th[^>]*>sed/gi));
    expect(assay(['score', good, dead, '--proxy', 'params,macs', '--report', join(out, 'sizes.html')]).out).toMatch(
      /^#\s+combined\s+params\s+macs\s+architecture$/m,
    );
    expect(existsSync(join(out, 'sizes.html'))).toBe(true);
  });

  it('prints the best as JSON on demand', () => {
    const { out } = run(join(scratchFolder(), 'run'), '--json', '--top', '3');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.rank)).toEqual([1, 2, 3]);
    expect(lines[0].combined).toBeGreaterThanOrEqual(lines[1].combined);
  });
});

describe('assay bench', () => {
  const table = sharedPath('data', 'nasbench201', 'nb201.csv.gz');
  it.skipIf(table === undefined)('correlates proxies and the size baselines with three data sets', () => {
    const { code, out } = assay(['bench', 'nas-bench-201', '--table', table ?? '', '--proxy', 'sed', '--json']);
    expect(code).toBe(0);
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => `${row.proxy} ${row.target}`)).toEqual(
      ['c10-test', 'c100-test', 'in16-test'].flatMap((target) => ['sed', 'params', 'macs'].map((proxy) => `${proxy} ${target}`)),
    );
    expect(rows[0]).toMatchObject({ n: 15_625, population: 'all', undefined: 341 });
    expect(rows[0].spearman).toBeCloseTo(0.899, 2);
    expect(rows[1].kendall).toBeCloseTo(0.577, 2);
  });

  it('counts and names rows that match nothing, contradict an earlier one, or compute what one does', () => {
    const cwd = scratchFolder();
    const renamed = '|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
    writeFileSync(join(cwd, 'cells.csv'), `arch,acc\n"${good}",90\n"${good}",91\n"${misspelt}",5\n"${renamed}",80\n`);
    const { code, out, err } = assay(
      ['bench', 'nas-bench-201', '--table', 'cells.csv', '--target', 'acc', '--proxy', 'sed', '--json'],
      { cwd },
    );
    expect([code, JSON.parse(out.split('\n')[0]).n]).toEqual([0, 2]);
    expect(err).toContain(`1 row matches no architecture and is left out:\n  row 3: nas-bench-201 architecture`);
    expect(err).toContain(
      `1 row repeats an architecture of an earlier row with other values; the mean is used:\n  ${good}: acc 90, then 91\n`,
    );
    expect(err).toContain(
      `1 architecture computes the same as an earlier one, but has other values; both values are used:\n  ${renamed} as ${good}: acc 90, then 80\n`,
    );
    for (const args of [
      [
        'search',
        'nas-bench-201',
        '--searcher',
        'random',
        '--budget',
        '3',
        '--proxy',
        'sed',
        '--costs',
        'cells.csv',
        '--where',
        'table.acc>0',
        '--out',
        'run',
      ],
      [
        'simulate',
        'nas-bench-201',
        '--table',
        'cells.csv',
        '--accuracy',
        'acc',
        '--cost',
        '9',
        '--budget',
        '2',
        '--runs',
        '1',
        '--searcher',
        'random',
      ],
    ]) {
      const finished = assay(args, { cwd });
      expect([finished.code, `${finished.out}${finished.err}`]).toEqual([
        0,
        expect.stringContaining(`${good}: acc 90, then 91\n`),
      ]);
    }
  });
});

describe('assay show, export, list', () => {
  it('draws the cell and sums the parts', () => {
    const { code, out } = assay(['show', good]);
    expect(code).toBe(0);
    expect(out).toContain('in 0');
    expect(out).toContain('344,346 params, 47,104,650 MACs');
  });

  it('writes JSON, DOT and SVG', () => {
    expect(JSON.parse(assay(['export', good, '--to', 'json']).out).format).toBe('assay-architecture');
    expect(assay(['export', good, '--to', 'dot', '--folded']).out).toMatch(/^digraph/);
    expect(assay(['export', good, '--to', 'svg']).out).toMatch(/^<svg/);
    expect(assay(['export', good, '--to', 'svg', '--cell']).out).toContain('nor_conv_3x3');
  });

  it('lists proxies with what is not certain about them', () => {
    expect(assay(['list', 'proxies', 'sed']).out).toContain("the paper's exact formula was not available");
    expect(assay(['list', 'spaces']).out).toContain('nas-bench-201');
    // A line of heads comes first.
    expect(assay(['list', 'proxies']).out.trim().split('\n').length).toBe(
      1 + assay(['list', 'proxies', '--json']).out.trim().split('\n').length,
    );
    expect(assay(['list', 'spaces', 'dart']).err).toContain('darts');
    for (const what of ['spaces', 'proxies', 'searchers'])
      for (const line of assay(['list', what, '--json']).out.trim().split('\n')) JSON.parse(line);
  });

  it('shows help with examples for every verb', () => {
    for (const verb of ['search', 'score', 'bench', 'show', 'export', 'list', 'doctor']) {
      const { code, out } = assay([verb, '--help']);
      expect(code).toBe(0);
      expect(out).toContain('Example');
    }
  });
});

describe('README', () => {
  it('has a library example that runs', async () => {
    const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
    const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const index = pathToFileURL(fileURLToPath(new URL('../dist/index.js', import.meta.url))).href;
    const file = join(scratchFolder(), 'example.mjs');
    writeFileSync(file, code.replace("'assay'", `'${index}'`));
    await import(file);
  });
});
