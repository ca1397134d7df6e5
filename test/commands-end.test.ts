/** Each verb in a process of its own, which ends by itself with its code and all of its output, as in a process that other verbs share. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../src/core/rng.js';
import { openSpace } from '../src/spaces/index.js';
import { assay, scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';

const folder = scratchFolder();
const space = openSpace('nas-bench-201');
const rng = createRng(3, 'ends of commands');
const cells = Array.from({ length: 8 }, () => space.encode(space.sample(rng)));
const [cell = ''] = cells;
const known = ['nas-bench-201', '--known', 'known.csv', '--proxy', 'sed'];
const run = ['nas-bench-201', '--searcher', 'random', '--budget', '4', '--proxy', 'sed', '--workers', '0'];

/** Numbers, which may be seconds, and the blanks that line them up. */
const withoutTimes = (text: string): string => text.replaceAll(/ *\d[\d.,e-]*/g, ' 0');

beforeAll(() => {
  writeFileSync(join(folder, 'known.csv'), `arch,accuracy\n${cells.map((text, i) => `${text},${70 + i}`).join('\n')}\n`);
  expect(sharedAssay(['fit', ...known, '--out', 'judge.fit'], { cwd: folder }).code).toBe(0);
  expect(sharedAssay(['search', ...run, '--out', 'finished'], { cwd: folder }).code).toBe(0);
});

describe('a command ends by itself', () => {
  it.each([
    // More than a pipe takes at once.
    ['list', ['list', 'proxies', 'all'], 0],
    ['show', ['show', cell, '--nodes'], 0],
    ['export', ['export', cell, '--to', 'json'], 0],
    ['score', ['score', cell, '--proxy', 'sed', '--json'], 0],
    ['check', ['check', ...known], 0],
    ['fit', ['fit', ...known, '--out', 'again.fit'], 0],
    ['next', ['next', 'nas-bench-201', '--model', 'judge.fit', '2', '--pool', '5'], 0],
    ['bench', ['bench', 'nas-bench-201', '--table', 'known.csv', '--target', 'accuracy', '--proxy', 'sed'], 0],
    ['reproduce', ['reproduce', '--list'], 0],
    ['import', ['import', 'none.pth'], 2],
    ['shrink', ['shrink', 'none.onnx'], 2],
    ['latency', ['latency', 'none.onnx', '--out', 'none.json'], 2],
    ['train', ['train', 'none.onnx', '--data', '.'], 2],
    ['simulate', ['simulate', 'nas-bench-201', '--table', 'none.csv', '--accuracy', 'a', '--cost', '1'], 2],
    ['report', ['report', 'finished'], 0],
    ['merge', ['merge', 'none', '--out', 'merged'], 2],
    ['an unknown verb', ['scor'], 1],
  ])('%s', (_, args, code) => {
    const alone = assay(args, { cwd: folder });
    expect(alone.code, alone.err).toBe(code);
    const shared = sharedAssay(args, { cwd: folder });
    expect([shared.code, withoutTimes(shared.out)]).toEqual([code, withoutTimes(alone.out)]);
    if (code !== 0) expect(shared.err).toBe(alone.err);
  });
});
