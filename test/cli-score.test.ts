/** `assay score` as a user types it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printArchitecture } from '../src/arch/json.js';
import { createRng } from '../src/core/rng.js';
import { openSpace } from '../src/spaces/index.js';
import { scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';

const good = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const misspelt = '|nor_conv_3x4~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const dead = '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|';
const small = ['--space', 'nas-bench-201:C=4:N=1', '--batch', '8'];

describe('assay score', () => {
  it('prints the JSON of the contract, one object a line, in input order', () => {
    const { code, out } = sharedAssay(['score', good, dead, ...small, '--json']);
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

  it('names up to three networks that a score is undefined for, of more the first', () => {
    const folder = scratchFolder();
    const said = (count: number): string => {
      const file = join(folder, `${count}.txt`);
      writeFileSync(file, `${good}\n${good.replace('3x3', '1x1')}\n${`${dead}\n`.repeat(count)}`);
      return sharedAssay(['score', file, ...small, '--proxy', 'sed']).err;
    };
    const reason = 'no path from input to output in the cell';
    expect(said(2)).toContain(`– sed is undefined for ${dead} and ${dead}: ${reason}`);
    expect(said(4)).toContain(`– sed is undefined for ${dead} and 3 more: ${reason}`);
  });

  it('keys scores by the proxy text as given', () => {
    const { out } = sharedAssay([
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
    const { code, out, err } = sharedAssay(['score', file, '-', '--proxy', 'sed', '--json'], { input: `${good}\n` });
    expect(code).toBe(2);
    expect(out.trim().split('\n').length).toBe(3);
    expect(err).toContain(`${file}:4: `);
    expect(err).toContain('did you mean "nor_conv_3x3"?');
    expect(err).toContain('1 of 4');
  });

  it('scores an exported IR file to the same digits', () => {
    const file = join(scratchFolder(), 'network.json');
    expect(sharedAssay(['export', good, '--space', 'nas-bench-201:C=4:N=1', '--to', 'json', '--out', file]).code).toBe(0);
    const fromIr = JSON.parse(sharedAssay(['score', file, '--proxy', 'epsilon,params', '--batch', '8', '--json']).out);
    const fromString = JSON.parse(sharedAssay(['score', good, ...small, '--proxy', 'epsilon,params', '--json']).out);
    expect(fromIr.scores).toEqual(fromString.scores);
    expect(fromIr.macs).toBe(fromString.macs);
  });
});

describe('a folder with other .json files', () => {
  const cwd = scratchFolder();
  const run = (...args: string[]) => sharedAssay(args, { cwd });
  const space = openSpace('nas-bench-201:C=4:N=1');
  const rng = createRng(3, 'other files');
  const fill = (folder: string, files: { readonly [name: string]: string }): void => {
    mkdirSync(join(cwd, folder));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, folder, name), text);
  };
  const models = Object.fromEntries(
    ['b', 'd', 'f'].map((name) => [`${name}.json`, printArchitecture(space.build(space.sample(rng)))]),
  );
  const others = { 'a.json': '{"name": "mine"}', 'c.json': '[]', 'e.json': '{"top1": 71.2}' };
  fill('mixed', { ...others, ...models });

  it.each(['score', 'search'])('%s passes over them, and says so in one line', (verb) => {
    const { code, out, err } = run(verb, 'mixed', '--proxy', 'params', '--json');
    expect([code, out.trim().split('\n').length]).toEqual([0, 3]);
    // A search names its report, too.
    expect(
      err
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('report ')),
    ).toEqual([
      'assay: 3 .json files are no architectures and are passed over: mixed/a.json, mixed/c.json, mixed/e.json (they have neither "format": "assay-architecture" nor "nodes")',
    ]);
  });

  it('still names an architecture that is damaged, and a file that is given by itself', () => {
    fill('damaged', { ...models, ...others, 'torn.json': (models['b.json'] as string).slice(0, 200) });
    const { code, err } = run('score', 'damaged', '--proxy', 'params', '--json');
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/torn\.json: expected an architecture in JSON[^]*1 of 4 architectures could not/),
    ]);
    expect(run('score', join('mixed', 'a.json')).code).toBe(2);
  });

  it('names a file that is no JSON, and scores the others', () => {
    fill('no-json', { ...models, 'broken.json': '{' });
    const { code, out, err } = run('score', 'no-json', '--proxy', 'params', '--json');
    expect([code, out.trim().split('\n').length]).toEqual([2, 3]);
    expect(err).toMatch(/no-json\/broken\.json: expected [^\n]*JSON[^]*1 of 4 architectures could not/);
    expect(err).not.toContain('passed over');
  });

  it('names the folders in it, which are not searched', () => {
    fill('nested', models);
    fill(join('nested', 'sub'), models);
    fill(join('nested', '.git'), {});
    const line = '1 folder in it is not searched: sub';
    const { code, out, err } = run('score', 'nested', '--proxy', 'params', '--json');
    expect([code, out.trim().split('\n').length, err.trim()]).toEqual([0, 3, `assay: nested: ${line}`]);
    mkdirSync(join(cwd, 'outer'));
    fill(join('outer', 'sub'), models);
    expect(run('score', 'outer').err).toContain(
      `outer: expected a folder with models (.onnx, .json), got none among 1 entry (${line})`,
    );
  });

  it('refuses a folder without any model', () => {
    fill('none', others);
    const { code, err } = run('score', 'none');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('none: expected a folder with models (.onnx, .json), got 3 .json files'),
    ]);
  });

  it('has the same parts with and without them', () => {
    fill('plain', models);
    for (const folder of ['mixed', 'plain']) {
      for (const part of ['1/2', '2/2'])
        expect(run('score', folder, '--proxy', 'params', '--shard', part, '--out', `${folder}-${part[0]}`).code).toBe(0);
      expect(run('merge', `${folder}-1`, `${folder}-2`, '--out', `${folder}-all`).code).toBe(0);
    }
    const scores = (folder: string): string => readFileSync(join(cwd, `${folder}-all`, 'scores.csv'), 'utf8');
    expect(scores('mixed')).toBe(scores('plain').replaceAll('plain', 'mixed'));
  });
});
