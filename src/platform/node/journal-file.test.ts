import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EvaluationEntry, RunSettings } from '../../search/journal/types.js';
import { journalName, openJournal } from './journal-file.js';

const root = mkdtempSync(join(tmpdir(), 'assay-journal-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(root, `run-${folders++}`, 'deeper');

const settings: RunSettings = {
  assay: '0.1.0',
  plan: { space: 'toy', proxies: ['edges'], data: 'ramp', batch: 8, seed: 0 },
  searcher: 'exhaustive',
};
const entry = (candidate: string): EvaluationEntry => ({
  type: 'evaluation',
  candidate,
  scores: { edges: { ok: true, value: 1 / 3 } },
});

function start(folder: string, candidates: readonly string[]): void {
  const journal = openJournal(folder, { settings, mode: 'start' });
  for (const candidate of candidates) journal.append(entry(candidate));
  journal.close();
}

describe('openJournal', () => {
  it('makes the folder and writes the header before any work', () => {
    const folder = newFolder();
    openJournal(folder, { settings, mode: 'start' }).close();
    expect(readFileSync(join(folder, journalName), 'utf8')).toMatch(/^\{"type":"header",.*\}\n$/);
  });

  it('refuses a folder that holds a journal, unless it is to be continued', () => {
    const folder = newFolder();
    start(folder, ['a']);
    expect(() => openJournal(folder, { settings, mode: 'start' })).toThrow(
      `journal ${folder}: expected a folder without a journal, got one of an earlier run (continue it with --resume, or use another --out)`,
    );
    const resumed = openJournal(folder, { settings, mode: 'resume' });
    expect(resumed.state.evaluations.map(({ candidate }) => candidate)).toEqual(['a']);
    resumed.append(entry('b'));
    resumed.close();
    expect(readFileSync(join(folder, journalName), 'utf8').trimEnd().split('\n')).toHaveLength(3);
  });

  it('refuses other settings and changes nothing', () => {
    const folder = newFolder();
    start(folder, ['a']);
    const before = readFileSync(join(folder, journalName));
    expect(() => openJournal(folder, { settings: { ...settings, searcher: 'random' }, mode: 'resume' })).toThrow(
      'expected searcher exhaustive, as in the run that is there, got searcher random (ask for the same to continue it, or start a new run with another --out)',
    );
    expect(readFileSync(join(folder, journalName))).toEqual(before);
  });

  it('drops a torn last line with a notice, wherever it was torn, and goes on to the same bytes', () => {
    const whole = newFolder();
    start(whole, ['a', 'bé', 'c']);
    const bytes = readFileSync(join(whole, journalName));
    for (let cut = 0; cut < bytes.length; cut += 7) {
      const folder = newFolder();
      start(folder, ['a', 'bé', 'c']);
      truncateSync(join(folder, journalName), cut);
      const notices: string[] = [];
      const journal = openJournal(folder, { settings, mode: 'resume', onNotice: (line) => notices.push(line) });
      for (const candidate of ['a', 'bé', 'c'].slice(journal.state.evaluations.length)) journal.append(entry(candidate));
      journal.close();
      expect(readFileSync(join(folder, journalName))).toEqual(bytes);
      const isTorn = cut > 0 && bytes[cut - 1] !== 0x0a;
      expect(notices.some((line) => line.includes('dropped a torn last line'))).toBe(isTorn);
    }
  });

  it('names the line of a damaged middle', () => {
    const folder = newFolder();
    start(folder, ['a']);
    appendFileSync(join(folder, journalName), 'garbage\n');
    expect(() => openJournal(folder, { settings, mode: 'resume' })).toThrow(
      `journal ${folder} line 3: expected a JSON object, got "garbage"`,
    );
  });

  it('starts anew, with a notice, where there is nothing to continue', () => {
    const notices: string[] = [];
    const folder = newFolder();
    openJournal(folder, { settings, mode: 'resume', onNotice: (line) => notices.push(line) }).close();
    expect(notices).toEqual([`journal ${folder}: nothing to resume, starting from the beginning`]);
    expect(existsSync(join(folder, journalName))).toBe(true);
  });

  it('says in one line that a folder cannot be made', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => openJournal(join(file, 'out'), { settings, mode: 'start' })).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: `journal ${join(file, 'out')}: expected a folder that can be made, got a file where a folder must be`,
      }),
    );
  });

  it('keeps durations out of the journal', () => {
    const folder = newFolder();
    const journal = openJournal(folder, { settings, mode: 'start' });
    journal.appendTimings({ seconds: 1.5 });
    journal.close();
    expect(readFileSync(journal.path, 'utf8')).not.toContain('1.5');
    expect(readFileSync(join(folder, 'timings.jsonl'), 'utf8')).toBe('{"seconds":1.5}\n');
  });
});
