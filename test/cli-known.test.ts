/** The verbs about networks with known accuracies, as a user runs them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printArchitecture } from '../src/arch/json.js';
import { createRng } from '../src/core/rng.js';
import { checkProxies, fitNetworks } from '../src/platform/node/index.js';
import { openSpace } from '../src/spaces/index.js';
import { scratchFolder } from './assay.js';
import { floats, image, node, onnxModel } from './onnx-graph.js';
import { sharedAssay } from './shared-assay.js';

const folder = scratchFolder();
const space = openSpace('nas-bench-201');
const small = openSpace('nas-bench-201:C=4:N=1');
const rng = createRng(5, 'known verbs');
const cells = Array.from({ length: 12 }, () => space.sample(rng));
const lines = cells.map((cell) => `${space.encode(cell)},${Math.log10(space.cost?.(cell).params ?? 1)}`);
writeFileSync(join(folder, 'mine.csv'), ['arch,accuracy', ...lines].join('\n'));
writeFileSync(join(folder, 'two.csv'), ['arch,accuracy', ...lines.slice(0, 2)].join('\n'));
const run = (...args: string[]) => sharedAssay(args, { cwd: folder });

describe('assay check', () => {
  it('prints a verdict a score, and one JSON object a score', () => {
    const { code, out } = run('check', 'nas-bench-201', '--known', 'mine.csv', '--proxy', 'sed,params');
    expect(code).toBe(0);
    expect(out).toMatch(/\nparams ranks your space: tau 1\.00 \[/);
    for (const text of [out, run('check', '--help').out])
      expect(text).toMatch(/erdict: where tau's interval lies above 0 a score ranks/);
    const rows = run('check', 'nas-bench-201', '--known', 'mine.csv', '--proxy', 'sed', '--json').out.trim().split('\n');
    expect(rows.map((row) => JSON.parse(row).proxy)).toEqual(['sed', 'params', 'macs']);
  });

  it('refuses what tells nothing in one line, with the code of bad data', () => {
    const few = run('check', 'nas-bench-201', '--known', 'two.csv');
    expect(few.code).toBe(2);
    expect(few.err.trim().split('\n')).toHaveLength(1);
    expect(few.err).toContain('expected at least 5 different networks with a known accuracy, got 2');
    const foreign = run('check', 'darts', '--known', 'mine.csv');
    expect(foreign.code).toBe(2);
    expect(foreign.err).toContain('written as networks of nas-bench-201');
    expect(run('check', 'nas-bench-201').code).toBe(1);
  });
});

describe('a folder of models', () => {
  const names = cells.map((_, i) => `net${i}.json`);
  mkdirSync(join(folder, 'partly'));
  for (const [i, cell] of cells.entries()) writeFileSync(join(folder, 'partly', names[i]), printArchitecture(small.build(cell)));
  writeFileSync(join(folder, 'partly', 'broken.json'), '{"nodes": []}');
  writeFileSync(join(folder, 'partly', 'results.json'), '{"top1": 71.2}');
  const list = names.map((name, i) => `${name},${80 + ((i * 5) % 12)}`);
  writeFileSync(join(folder, 'files.csv'), ['file,accuracy', ...list].join('\n'));
  writeFileSync(join(folder, 'listed.csv'), ['file,accuracy', ...list, 'broken,3'].join('\n'));

  it('is checked and fitted without a model that cannot be read and is not listed, which a line names', () => {
    const checked = run('check', 'partly', '--known', 'files.csv', '--proxy', 'params');
    expect([checked.code, checked.err]).toEqual([0, '']);
    expect(checked.out).toMatch(/1 model of partly cannot be read and is left out:\n.*partly\/broken.json: expected format/);
    expect(checked.out).toMatch(/1 \.json file is no architecture and is passed over: partly\/results\.json \(/);
    expect(checked.out).toContain('12 networks with accuracy');
    expect(run('fit', 'partly', '--known', 'files.csv', '--out', 'models.fit').code).toBe(0);
  });

  it('takes a shape for lengths that its models leave open, in check, fit and next', () => {
    mkdirSync(join(folder, 'open'));
    for (const channels of [4, 6, 8, 10, 12, 14, 16, 18])
      writeFileSync(
        join(folder, 'open', `net${channels}.onnx`),
        onnxModel({
          nodes: [node('Conv', 'x w', 'y')],
          inputs: [image(['batch', 3, 'height', 'width'])],
          initializers: [floats('w', [channels, 3, 3, 3])],
        }),
      );
    writeFileSync(
      join(folder, 'open', 'fixed.onnx'),
      onnxModel({ nodes: [node('Conv', 'x w', 'y')], initializers: [floats('w', [5, 3, 3, 3])] }),
    );
    writeFileSync(
      join(folder, 'open.csv'),
      ['file,accuracy', ...[4, 6, 8, 10, 12, 14].map((n) => `net${n},${70 + n}`)].join('\n'),
    );
    const open = run('check', 'open', '--known', 'open.csv', '--proxy', 'macs');
    expect(open.err).toContain('say its shape: --shape x=1,3,224,224');
    const shape = ['--shape', 'x=1,3,16,16'];
    const checked = run('check', 'open', '--known', 'open.csv', '--proxy', 'macs', ...shape);
    expect([checked.code, checked.err]).toEqual([0, '']);
    expect(checked.out).toContain('macs ');
    expect(checked.out).toContain('1 model keeps the shape that its file fixes, not --shape: open/fixed.onnx');
    const fitted = run('fit', 'open', '--known', 'open.csv', '--out', 'open.fit', ...shape);
    expect([fitted.code, fitted.err]).toEqual([0, '']);
    const next = run('next', 'open', '2', '--model', 'open.fit', ...shape);
    expect([next.code, next.err, next.out.includes('open/net18.onnx')]).toEqual([0, '', true]);
    const ofSpace = run('check', 'nas-bench-201', '--known', 'mine.csv', ...shape);
    expect([ofSpace.code, ofSpace.err]).toEqual([1, expect.stringContaining('--shape: expected a folder of models')]);
  });

  it('is read as one field of a request says', async () => {
    const reading = { shape: { x: [1, 3, 16, 16] } };
    const [known, open] = [join(folder, 'open.csv'), join(folder, 'open')];
    const { rows } = await checkProxies(open, { known, proxies: ['macs'], reading, workers: 0 });
    expect(rows[0].n).toBe(6);
    await expect(checkProxies('nas-bench-201', { known, reading })).rejects.toThrow('shape: expected a folder of models');
    await expect(fitNetworks(open, { known, reading: { shapes: {} } as never })).rejects.toThrow('reading.shapes');
    await expect(fitNetworks(open, { known, ...reading } as never)).rejects.toThrow('shape: expected a parameter of fitNetworks');
  });

  it.each(['check', 'fit'])('is refused by %s where the list names a model that cannot be read', (verb) => {
    const { code, err } = run(verb, 'partly', '--known', 'listed.csv', ...(verb === 'fit' ? ['--out', 'other.fit'] : []));
    expect([code, err]).toEqual([2, expect.stringContaining('partly/broken.json: expected format')]);
    writeFileSync(join(folder, 'foreign.csv'), ['file,accuracy', ...list, 'results,3'].join('\n'));
    const foreign = run(verb, 'partly', '--known', 'foreign.csv', ...(verb === 'fit' ? ['--out', 'other.fit'] : []));
    expect([foreign.code, foreign.err]).toEqual([2, expect.stringContaining('partly/results.json: expected format')]);
  });
});

describe('assay fit', () => {
  const judge = 'judge.json';
  const search = ['search', 'nas-bench-201', '--proxy', `fitted:${judge}`, '--searcher', 'random'];

  it('writes a judgement that is a proxy in every verb, in limits and objectives', () => {
    const { code, out } = run('fit', 'nas-bench-201', '--known', 'mine.csv', '--out', judge);
    expect(code).toBe(0);
    expect(out).toContain('on networks it had not seen (5 folds): tau-b');
    const own = run('check', 'nas-bench-201', '--known', 'mine.csv', '--proxy', `fitted:${judge}`).out;
    expect(own).toMatch(/fitted:judge.json was fitted to \d+ of these \d+ networks: they cannot judge it/);
    const [cell] = lines[0].split(',');
    const scored = JSON.parse(run('score', cell, '--proxy', `fitted:${judge}`, '--json').out);
    expect(scored.scores[`fitted:${judge}`].parts.deviation).toBeGreaterThan(0);
    const limited = run(
      ...search,
      '--budget',
      '20',
      '--where',
      'fitted>4',
      '--objective',
      'fitted,macs',
      '--out',
      'run1',
      '--json',
    );
    expect(limited.code).toBe(0);
    expect(run('bench', 'nas-bench-201', '--table', 'mine.csv', '--target', 'accuracy', '--proxy', `fitted:${judge}`).code).toBe(
      0,
    );
  });

  it('gives the same in workers, and is known by its content when a run is continued', () => {
    writeFileSync(join(folder, 'cells.txt'), lines.map((line) => line.split(',')[0]).join('\n'));
    const scores = (workers: string): unknown[] =>
      run('score', 'cells.txt', '--proxy', `fitted:${judge}`, '--workers', workers, '--json')
        .out.trim()
        .split('\n')
        .map((line) => JSON.parse(line).scores);
    expect(scores('2')).toEqual(scores('0'));
    expect(run(...search, '--budget', '10', '--out', 'run2').code).toBe(0);
    expect(run(...search, '--budget', '10', '--resume', 'run2').code).toBe(0);
    run('fit', 'nas-bench-201', '--known', 'mine.csv', '--out', judge, '--seed', '5');
    const changed = run(...search, '--budget', '10', '--resume', 'run2');
    expect(changed.code).not.toBe(0);
    expect(changed.err.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a judgement of another space, a file that is none, and a place it cannot write to', () => {
    const other = run('search', 'darts', '--proxy', `fitted:${judge}`, '--budget', '2', '--out', 'run3');
    expect(other.code).toBe(1);
    expect(other.err).toContain('judge.json: expected networks of nas-bench-201, got "darts"');
    const none = run('search', 'nas-bench-201', '--proxy', 'fitted:mine.csv', '--out', 'run3');
    expect(none.code).toBe(2);
    expect(none.err).toContain('mine.csv: expected JSON');
    expect(run('search', 'nas-bench-201', '--proxy', 'fitted:absent.json', '--out', 'run3').code).toBe(2);
    expect(run('fit', 'nas-bench-201', '--known', 'mine.csv', '--out', 'none/judge.json').code).toBe(1);
  });

  it('names what to train next', () => {
    const { code, out } = run('next', 'nas-bench-201', '--model', judge, '3', '--pool', '40', '--json');
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).rank),
    ).toEqual([1, 2, 3]);
    expect(run('next', 'darts', '--model', judge).err).toContain('--model: expected a judgement fitted to darts');
  });

  it('scores what to train next on the images that the judgement was fitted with, unless others are named', () => {
    const images = ['--data', 'noise', '--batch', '4', '--image-size', '8'];
    const fit = ['fit', 'nas-bench-201:C=4:N=1', '--known', 'mine.csv', '--out', 'passes.json', '--proxy', 'naswot'];
    expect(run(...fit, ...images).code).toBe(0);
    const accuracies = (...more: string[]): Record<string, number> =>
      Object.fromEntries(
        run('next', 'nas-bench-201:C=4:N=1', '--model', 'passes.json', '5', '--pool', '5', '--workers', '0', '--json', ...more)
          .out.trim()
          .split('\n')
          .map((line) => JSON.parse(line))
          .map(({ architecture, accuracy }) => [architecture, accuracy]),
      );
    expect(accuracies()).toEqual(accuracies(...images));
    expect(accuracies('--data', 'ramp')).not.toEqual(accuracies());
    // The seed is the draw's: it changes which networks are looked at, not how they are scored.
    expect(JSON.parse(readFileSync(join(folder, 'passes.json'), 'utf8')).settings).toEqual({
      data: 'noise',
      batch: 4,
      imageSize: 8,
      seed: 0,
    });
    expect(JSON.parse(readFileSync(join(folder, 'judge.json'), 'utf8')).settings).toBeUndefined();
    const bench = ['--budget', '2', '--searcher', 'random', '--proxy', 'fitted:passes.json', '--workers', '0', '--out', 'passes'];
    const searched = run('search', 'nas-bench-201:C=4:N=1', ...bench, '--batch', '2', '--init', 'reference');
    expect(searched.out + searched.err).toContain(
      'fitted: it learned from scores with data noise, batch 4, image size 8, init default; this run has data ramp, batch 2, image size default, init reference',
    );
  });

  it('names which models of a folder to train next', () => {
    mkdirSync(join(folder, 'models'));
    const names = cells.map((_, i) => `m${i}.json`);
    for (const [i, cell] of cells.entries()) writeFileSync(join(folder, 'models', names[i]), JSON.stringify(small.build(cell)));
    const known = names.slice(0, 8).map((name, i) => `${name},${lines[i].split(',').at(-1)}`);
    writeFileSync(join(folder, 'trained.csv'), ['file,accuracy', ...known].join('\n'));
    const other = run('next', 'models', '--model', judge);
    expect(other.code).toBe(1);
    expect(other.err).toMatch(
      /--model: expected a judgement fitted to models, got one fitted to nas-bench-201 \(.*assay fit FOLDER/,
    );
    expect(run('fit', 'models', '--known', 'trained.csv', '--out', 'models.json').code).toBe(0);
    const { code, out } = run('next', 'models', '--model', 'models.json', '9', '--json');
    expect(code).toBe(0);
    const named = out
      .trim()
      .split('\n')
      .map((line) => String(JSON.parse(line).architecture).replace(/^.*\//, ''));
    expect(named.toSorted()).toEqual(names.slice(8).toSorted());
    const few = run('next', 'models', '--model', 'models.json', '--where', 'params<1');
    expect([few.code, few.err]).toEqual([
      1,
      expect.stringContaining('--where: expected limits that a network not yet known keeps'),
    ]);
    expect(run('next', 'nas-bench-201', '--model', 'models.json').err).toContain(
      'expected a judgement fitted to nas-bench-201, got one fitted to models',
    );
  });
});
