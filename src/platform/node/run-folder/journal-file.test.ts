import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EvaluationEntry, RunSettings } from '../../../search/journal/types.js';
import { readJournal } from '../../../search/journal/journal.js';
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

async function start(folder: string, candidates: readonly string[]): Promise<void> {
  const journal = await openJournal(folder, { settings, mode: 'start' });
  for (const candidate of candidates) await journal.append(entry(candidate));
  await journal.close();
}

describe('openJournal', () => {
  it('makes the folder and writes the header before any work', async () => {
    const folder = newFolder();
    await (await openJournal(folder, { settings, mode: 'start' })).close();
    expect(readFileSync(join(folder, journalName), 'utf8')).toMatch(/^\{"type":"header",.*\}\n$/);
  });

  it('refuses a folder that holds a journal, unless it is to be continued', async () => {
    const folder = newFolder();
    await start(folder, ['a']);
    await expect(openJournal(folder, { settings, mode: 'start' })).rejects.toThrow(
      `journal ${folder}: expected a folder without a journal, got the journal of an earlier run (continue it with \`resume\`, or use another \`folder\`)`,
    );
    const resumed = await openJournal(folder, { settings, mode: 'resume' });
    expect(Array.from(resumed.state.evaluations, ({ candidate }) => candidate)).toEqual(['a']);
    await resumed.append(entry('b'));
    await resumed.close();
    expect(readFileSync(join(folder, journalName), 'utf8').trimEnd().split('\n')).toHaveLength(3);
  });

  it('takes the place of a run that scored nothing', async () => {
    const folder = newFolder();
    await start(folder, []);
    await start(folder, ['a']);
    await expect(openJournal(folder, { settings, mode: 'start' })).rejects.toThrow('the journal of an earlier run');
  });

  it('refuses other settings and changes nothing', async () => {
    const folder = newFolder();
    await start(folder, ['a']);
    const before = readFileSync(join(folder, journalName));
    await expect(openJournal(folder, { settings: { ...settings, searcher: 'random' }, mode: 'resume' })).rejects.toThrow(
      'expected searcher exhaustive, as in the journal of that run, got searcher random (use the same settings to continue it, or start a new run with another `folder`)',
    );
    expect(readFileSync(join(folder, journalName))).toEqual(before);
  });

  it('saves the lines of a twentieth of a second together, in their order, those nobody waits for too', async () => {
    const folder = newFolder();
    let time = 0;
    const journal = await openJournal(folder, { settings, mode: 'start' }, () => time);
    const size = (): number => statSync(journal.path).size;
    const empty = size();
    time += 49;
    await Promise.all(['a', 'b'].map((candidate) => journal.append(entry(candidate))));
    expect(size()).toBe(empty);
    time += 1;
    const saved = ['c', 'd'].map((candidate) => journal.append(entry(candidate)));
    expect(size()).toBe(empty);
    await saved[0];
    const whole = size();
    expect(readJournal('journal', readFileSync(journal.path, 'utf8')).evaluations).toHaveLength(4);
    await Promise.all(saved);
    await journal.append(entry('e'));
    expect(size()).toBe(whole);
    void journal.append(entry('f'));
    await journal.close();
    const { evaluations } = readJournal('journal', readFileSync(journal.path, 'utf8'));
    expect([...evaluations].map(({ candidate }) => candidate)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('saves a line at once where the last write is longer ago', async () => {
    let time = 0;
    const journal = await openJournal(newFolder(), { settings, mode: 'start' }, () => time);
    for (const candidate of ['a', 'b', 'c']) {
      const before = statSync(journal.path).size;
      time += 50;
      await journal.append(entry(candidate));
      expect(statSync(journal.path).size).toBeGreaterThan(before);
    }
    await journal.close();
  });

  it('saves what waits where no other line comes, and names what went wrong then at the next line or the end', async () => {
    const folder = newFolder();
    const journal = await openJournal(folder, { settings, mode: 'start' }, () => 0);
    const empty = statSync(journal.path).size;
    await journal.append(entry('a'));
    await expect.poll(() => statSync(journal.path).size).toBeGreaterThan(empty);
    await journal.append(entry('b'));
    rmSync(folder, { recursive: true });
    await expect.poll(() => existsSync(`${folder}-rescued`)).toBe(true);
    await expect(journal.append(entry('c'))).rejects.toThrow('expected the folder of the run to stay where it was');
    await journal.close();

    const other = newFolder();
    const last = await openJournal(other, { settings, mode: 'start' }, () => 0);
    await last.append(entry('a'));
    rmSync(other, { recursive: true });
    await expect.poll(() => existsSync(`${other}-rescued`)).toBe(true);
    await expect(last.close()).rejects.toThrow('expected the folder of the run to stay where it was');
  });

  it('drops a torn last line with a notice, torn at any byte, and continues to the same bytes', async () => {
    const whole = newFolder();
    await start(whole, ['a', 'bé', 'c']);
    const bytes = readFileSync(join(whole, journalName));
    for (let cut = 0; cut < bytes.length; cut += 7) {
      const folder = newFolder();
      await start(folder, ['a', 'bé', 'c']);
      truncateSync(join(folder, journalName), cut);
      const notices: string[] = [];
      const journal = await openJournal(folder, { settings, mode: 'resume', onNotice: (line) => notices.push(line) });
      for (const candidate of ['a', 'bé', 'c'].slice(journal.state.evaluations.length)) await journal.append(entry(candidate));
      await journal.close();
      expect(readFileSync(join(folder, journalName))).toEqual(bytes);
      const isTorn = cut > 0 && bytes[cut - 1] !== 0x0a;
      expect(notices.some((line) => line.includes('dropped a torn last line'))).toBe(isTorn);
    }
  });

  it('names the line of a damaged middle', async () => {
    const folder = newFolder();
    await start(folder, ['a']);
    appendFileSync(join(folder, journalName), 'garbage\n');
    await expect(openJournal(folder, { settings, mode: 'resume' })).rejects.toThrow(
      `journal ${folder} line 3: expected a JSON object, got "garbage"`,
    );
  });

  it('starts from the beginning, with a notice, if there is nothing to continue', async () => {
    const notices: string[] = [];
    const folder = newFolder();
    await (await openJournal(folder, { settings, mode: 'resume', onNotice: (line) => notices.push(line) })).close();
    expect(notices).toEqual([`journal ${folder}: nothing to resume, starting from the beginning`]);
    expect(existsSync(join(folder, journalName))).toBe(true);
  });

  it('says in one line that a folder cannot be made', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    await expect(openJournal(join(file, 'out'), { settings, mode: 'start' })).rejects.toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: `journal ${join(file, 'out')}: expected a folder that can be made, got a file where a folder must be`,
      }),
    );
  });

  it.each([
    ['deleted', (folder: string) => rmSync(folder, { recursive: true })],
    ['moved', (folder: string) => renameSync(folder, `${folder}-elsewhere`)],
    [
      'replaced by another run',
      async (folder: string) => {
        rmSync(folder, { recursive: true });
        await start(folder, ['other']);
      },
    ],
  ])('notices at a write that its folder was %s, and saves the scores beside it', async (_, lose) => {
    const folder = newFolder();
    let time = 0;
    const journal = await openJournal(folder, { settings, mode: 'start' }, () => time);
    await journal.append(entry('a'));
    await lose(folder);
    const other = existsSync(folder) ? readFileSync(join(folder, journalName), 'utf8') : undefined;
    time += 1000;
    await expect(journal.append(entry('b'))).rejects.toThrow(
      `journal ${folder}: expected the folder of the run to stay where it was, got it deleted, moved or replaced (the scores so far are saved in ${folder}-rescued: continue with the same settings and \`resume\` ${folder}-rescued)`,
    );
    await journal.close();
    if (other !== undefined) expect(readFileSync(join(folder, journalName), 'utf8')).toBe(other);
    const resumed = await openJournal(`${folder}-rescued`, { settings, mode: 'resume' });
    expect(Array.from(resumed.state.evaluations, ({ candidate }) => candidate)).toEqual(['a', 'b']);
    await resumed.close();
  });

  it('saves the scores among the temporary files if nothing can be made beside the folder', async () => {
    const folder = newFolder();
    let time = 0;
    const journal = await openJournal(folder, { settings, mode: 'start' }, () => time);
    rmSync(dirname(folder), { recursive: true });
    time += 1000;
    let message = '';
    try {
      await journal.append(entry('a'));
    } catch (error) {
      message = (error as Error).message;
    }
    await journal.close();
    const kept = /saved in (\S+):/.exec(message)?.[1] as string;
    expect(dirname(kept)).toBe(tmpdir());
    expect(readFileSync(join(kept, journalName), 'utf8').trimEnd().split('\n')).toHaveLength(2);
    rmSync(kept, { recursive: true });
  });

  it('leaves only the journal in the folder', async () => {
    const folder = newFolder();
    await start(folder, ['a']);
    expect(readdirSync(folder)).toEqual([journalName]);
  });

  it('continues after garbage of a power cut at the end: bytes that were allocated and never written', async () => {
    const folder = newFolder();
    await start(folder, ['a']);
    const before = readFileSync(join(folder, journalName));
    appendFileSync(join(folder, journalName), Buffer.alloc(5000));
    const journal = await openJournal(folder, { settings, mode: 'resume' });
    expect(journal.state.evaluations).toHaveLength(1);
    await journal.close();
    expect(readFileSync(join(folder, journalName))).toEqual(before);
  });

  it('answers every flipped bit with a journal that can be read or an error that names the line', async () => {
    const folder = newFolder();
    await start(folder, ['a', 'b', 'c']);
    const bytes = readFileSync(join(folder, journalName));
    const flipped = newFolder();
    mkdirSync(flipped, { recursive: true });
    for (let bit = 3; bit < bytes.length * 8; bit += 61) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] ^= 1 << (bit & 7);
      writeFileSync(join(flipped, journalName), damaged);
      try {
        await (await openJournal(flipped, { settings, mode: 'resume' })).close();
      } catch (error) {
        expect(error).toMatchObject({ name: 'AssayError' });
      }
    }
  });
});
