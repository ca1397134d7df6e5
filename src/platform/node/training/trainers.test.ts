import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formulaData } from '../../../../test/training-sets.js';
import { parseTable } from '../../../benchmarks/parse-table.js';
import { openSpace } from '../../../spaces/index.js';
import type { TrainerCandidate } from '../../../training/trainer.js';
import { createTableTrainer } from '../../../search/training/table-trainer.js';
import type { FinalistEvent } from '../../../search/training/train-finalists.js';
import { createCommandTrainer } from './command-trainer.js';
import { createNetworkTrainer } from './network-trainer.js';
import { openSearch } from '../requests/open-search.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-trainers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const space = openSpace('nas-bench-201:C=4:N=1');
const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|';
const candidate = (text = cell, place = 1): TrainerCandidate => ({
  text,
  place,
  build: () => space.build(space.decode(text)),
});

/** A program of the user, in JavaScript. */
function program(name: string, body: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, `#!${process.execPath}\nimport { readFileSync, existsSync, appendFileSync } from 'node:fs';\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(process.platform === 'win32')('a program that trains', () => {
  it('gets the folder of the network and answers with a line of JSON', async () => {
    const calls = join(folder, 'calls');
    const command = program(
      'good',
      `const folder = process.argv[3];
       const { input, classes, class: name, params } = JSON.parse(readFileSync(folder + '/candidate.json', 'utf8'));
       const isComplete = existsSync(folder + '/network.py') && existsSync(folder + '/network.safetensors');
       appendFileSync(${JSON.stringify(calls)}, [process.argv[2], input.join('x'), classes, name, params, isComplete].join(' ') + '\\n');
       console.log('some words'); console.log('{"accuracy": 1}'); console.log('{"epoch": 2}'); console.log('{"accuracy": 87.5}');`,
    );
    const trainer = createCommandTrainer({ command: `${command} fast`, folder: join(folder, 'good') });
    expect(await trainer.train(candidate())).toEqual({ ok: true, accuracy: 87.5 });
    const said = readFileSync(calls, 'utf8');
    expect(said).toMatch(/^fast 3x32x32 10 NasBench201 \d+ true\n$/);
    // A search that goes on does not ask again; another architecture at the place is another question.
    expect(await trainer.train(candidate())).toEqual({ ok: true, accuracy: 87.5 });
    expect(readFileSync(calls, 'utf8')).toBe(said);
    await trainer.train(candidate(cell.replace('avg_pool', 'nor_conv')));
    expect(readFileSync(calls, 'utf8')).not.toBe(said);
  });

  it.each([
    ['fails', 'console.error("no GPU\\n"); process.exit(4);', 'ended with code 4: no GPU'],
    ['says nothing', 'console.log("done");', 'printed no line of JSON with an "accuracy" from 0 to 100'],
    ['says too much', 'console.log(JSON.stringify({ accuracy: 101 }));', 'printed no line of JSON'],
  ])('that %s is an outcome with a reason', async (name, body, reason) => {
    const trainer = createCommandTrainer({ command: program(name.replaceAll(' ', '-'), body), folder: join(folder, name) });
    const outcome = await trainer.train(candidate());
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining(reason) as string });
    expect(existsSync(join(folder, name, '1', 'trained.json'))).toBe(false);
  });

  it('is ended by the signal', async () => {
    const trainer = createCommandTrainer({
      command: program('slow', 'setInterval(() => {}, 1000);'),
      folder: join(folder, 'slow'),
    });
    const controller = new AbortController();
    const training = trainer.train(candidate(), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('stopped')), 200);
    await expect(training).rejects.toThrow('stopped');
  });

  it('must be there', () => {
    expect(() => createCommandTrainer({ command: './nowhere.sh', folder })).toThrow(
      'trainer: expected a program, assay or table, got "./nowhere.sh" (there is no such file)',
    );
    expect(() => createCommandTrainer({ command: ' ', folder })).toThrow('trainer: expected a command');
  });
});

describe('a table that trains', () => {
  const other = '|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|';
  const table = parseTable(`arch,acc\n${cell},91.5\n`, 'toy.csv');

  it('looks accuracies up', async () => {
    const trainer = createTableTrainer(table, space, 'acc');
    expect(trainer.title).toBe('column acc of toy.csv');
    expect(await trainer.train(candidate())).toEqual({ ok: true, accuracy: 91.5 });
    expect(await trainer.train(candidate(other))).toEqual({ ok: false, reason: 'toy.csv does not list it' });
  });

  it('must have the column', () => {
    expect(() => createTableTrainer(table, space, 'accuracy')).toThrow('accuracy: expected a column of table toy.csv');
  });
});

describe('a search that trains its best', () => {
  const request = {
    space: 'nas-bench-201:C=4:N=1',
    searcher: 'random',
    budget: 8,
    proxies: ['sed'],
    workers: 0,
  };
  const settings = { data: formulaData(40, [3, 32, 32]), epochs: 2, batch: 20, threads: 1 };

  it('has accuracies in its result and its report, and goes on where it was stopped', async () => {
    const trainer = createNetworkTrainer({ ...settings, folder: join(folder, 'networks') });
    const stopped = new AbortController();
    const first = await openSearch({ ...request, train: 2, trainer });
    const running = first.run({
      signal: stopped.signal,
      onTraining: ({ place, epoch }) => place === 2 && epoch !== undefined && stopped.abort(new Error('stopped')),
    });
    await expect(running).rejects.toThrow('stopped');
    const events: FinalistEvent[] = [];
    const session = await openSearch({ ...request, train: 2, trainer });
    const result = await session.run({ onTraining: (event) => events.push(event) });
    // The first network is done, the second has one epoch left.
    expect(events.filter(({ step }) => step !== undefined).map(({ place, step }) => [place, step?.epoch])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    const { architectures, title } = result.trained as NonNullable<typeof result.trained>;
    expect(title).toBe('2 epochs on formula images');
    expect(architectures.map(({ rank, architecture }) => [rank, architecture])).toEqual(
      result.best(2).map(({ rank, architecture }) => [rank, architecture]),
    );
    for (const { outcome } of architectures)
      expect(outcome).toMatchObject({ ok: true, epochs: [{ epoch: 1 }, { epoch: 2 }], files: expect.any(Array) as string[] });
    const { html } = await result.report();
    expect(html).toContain('id="training"');
    expect(html).toContain('validation accuracy (%)');
  });

  it('keeps on when one of them diverges', async () => {
    const trainer = createNetworkTrainer({ ...settings, learningRate: 1e30 });
    const { trained } = await (await openSearch({ ...request, train: 2, trainer })).run();
    for (const { outcome } of trained?.architectures ?? [])
      expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining('expected a finite loss') as string });
    expect(trained?.architectures).toHaveLength(2);
  });

  it.each([
    [{ train: 2 }, 'trainData: expected images to train on, got none'],
    [{ trainer: 'assay:epochs=3' }, 'train: expected how many of the best to train, got nothing'],
    [{ train: 1, trainer: 'table' }, 'table: expected a table of accuracies for the trainer, got none'],
    [{ train: 1, trainer: 'assay:epoch=3', trainData: tmpdir() }, 'did you mean "epochs"?'],
    [{ train: 1, trainData: join(folder, 'nowhere') }, 'got nothing of that name'],
    [{ train: 1, trainer: 'assay:epochs=0', trainData: tmpdir() }, 'epochs: expected an integer of at least 1, got 0'],
  ])('is refused before anything is scored: %o', async (change, message) => {
    await expect(openSearch({ ...request, ...change })).rejects.toThrow(message);
  });
});
