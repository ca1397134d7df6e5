/** The verbs about networks with known accuracies, as a user runs them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng } from '../src/core/rng.js';
import { openSpace } from '../src/spaces/index.js';
import { assay, scratchFolder } from './assay.js';

const folder = scratchFolder();
const space = openSpace('nas-bench-201');
const rng = createRng(5, 'known verbs');
const cells = Array.from({ length: 12 }, () => space.sample(rng));
const lines = cells.map((cell) => `${space.encode(cell)},${Math.log10(space.cost?.(cell).params ?? 1)}`);
writeFileSync(join(folder, 'mine.csv'), ['arch,accuracy', ...lines].join('\n'));
writeFileSync(join(folder, 'two.csv'), ['arch,accuracy', ...lines.slice(0, 2)].join('\n'));
const run = (...args: string[]) => assay(args, { cwd: folder });

describe('assay check', () => {
  it('prints a verdict a score, and one JSON object a score', () => {
    const { code, out } = run('check', 'nas-bench-201', '--known', 'mine.csv', '--proxy', 'sed,params');
    expect(code).toBe(0);
    expect(out).toMatch(/\nparams ranks your space: tau 1\.00 \[/);
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
