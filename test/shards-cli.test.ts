/** Parts of a run and their merge, as a user types them. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assay, scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';

const cwd = scratchFolder();
afterAll(() => rmSync(cwd, { recursive: true }));
const search = ['search', 'nas-bench-201', '--budget', '40', '--proxy', 'sed', '--top', '3', '--workers', '0'];

describe('assay merge', () => {
  it('says which command makes a missing part, and then prints what one machine prints', () => {
    const part = sharedAssay([...search, '--shard', '2/2', '--out', 'p2'], { cwd });
    expect([part.code, part.out]).toEqual([
      0,
      'part 2/2: 20 architectures, saved in p2\nwhen all 2 parts are there: assay merge DIR... --out DIR\n',
    ]);
    const missing = sharedAssay(['merge', 'p2', '--out', 'all'], { cwd });
    expect(missing.code).toBe(1);
    const [, command = ''] = /\(make it with: assay (.*)\)\n$/.exec(missing.err) ?? [];
    expect(command).toBe('search nas-bench-201 --top 3 --budget 40 --proxy sed --shard 1/2 --out p1');
    expect(sharedAssay(command.split(' '), { cwd }).code).toBe(0);

    const whole = sharedAssay([...search, '--out', 'one'], { cwd });
    const merged = assay(['merge', 'p2', 'p1', '--out', 'all'], { cwd });
    const table = (text: string): string => text.slice(0, text.indexOf('\nset-up'));
    expect([merged.code, table(merged.out)]).toEqual([0, table(whole.out)]);
    for (const name of ['journal.jsonl', 'scores.csv'])
      expect(readFileSync(join(cwd, 'all', name), 'utf8')).toBe(readFileSync(join(cwd, 'one', name), 'utf8'));
  });

  it('needs a folder that the merge can be given', () => {
    const { code, err } = sharedAssay([...search, '--shard', '1/2'], { cwd });
    expect([code, err]).toEqual([
      1,
      'assay: --shard: expected a --out for the part, got none (the parts are merged from their folders)\n',
    ]);
  });

  it('needs the variables of Slurm where they are asked for', () => {
    const { code, err } = sharedAssay([...search, '--shard', 'slurm', '--out', 'p3'], { cwd });
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^assay: --shard: expected the number of the task in SLURM_ARRAY_TASK_ID, got no/),
    ]);
  });
});
