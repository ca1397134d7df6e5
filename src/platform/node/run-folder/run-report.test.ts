import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { journalName } from './journal-file.js';
import { openSearch } from '../requests/open-search.js';
import { reportRun, runFiles, writeRun } from './run-report.js';

const root = mkdtempSync(join(tmpdir(), 'assay-report-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A finished run, its rows by architecture, and a folder with the first lines of its journal. */
async function interrupted(
  searcher: string,
  lines: number,
): Promise<{ folder: string; whole: Map<string, string>; done: string }> {
  const done = mkdtempSync(join(root, 'done-'));
  const session = await openSearch({
    space: 'nas-bench-201:C=4:N=1',
    folder: done,
    workers: 0,
    proxies: ['sed', 'epsilon'],
    objectives: ['score', 'macs'],
    batch: 2,
    searcher,
    budget: 40,
  });
  const result = await session.run();
  writeFileSync(runFiles(done).scores, result.csv());
  writeFileSync(runFiles(done).report, 'kept');
  const folder = mkdtempSync(join(root, 'torn-'));
  const journal = readFileSync(join(done, journalName), 'utf8').split('\n');
  writeFileSync(join(folder, journalName), `${journal.slice(0, lines).join('\n')}\n{"type":"evalu`);
  return { folder, whole: rowsOf(result.csv()), done };
}

/** All but the combined score, which has no meaning outside one set of candidates. */
function rowsOf(csv: string): Map<string, string> {
  const [head, ...rows] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const kept = head.flatMap((name, i) => (name === 'combined' ? [] : [i]));
  return new Map(rows.map((row) => [row[0], kept.map((i) => row[i]).join()]));
}

describe('the report of a journal', () => {
  // A random search scores one level of evidence after the other, a learning search one round after the other.
  it.each([
    ['random', 55],
    ['evolution:population=8', 30],
  ])('has the scores that an interrupted run had: %s', async (searcher, lines) => {
    const { folder, whole } = await interrupted(searcher, lines);
    const result = await reportRun(folder);
    const rows = rowsOf(readFileSync(runFiles(folder).scores, 'utf8'));
    expect(rows.size).toBeGreaterThan(10);
    const full = [...rows].filter(([, row]) => !row.includes(',,'));
    expect(full.length).toBeGreaterThan(5);
    for (const [arch, row] of full) expect(row).toBe(whole.get(arch));
    expect(result?.front().points.length).toBeGreaterThan(0);
    const html = readFileSync(runFiles(folder).report, 'utf8');
    expect(html).toContain('an interrupted run');
    expect(html).toContain('</html>');
  });

  it('names and counts only what was scored before the interrupt', async () => {
    const { folder } = await interrupted('random', 20);
    const result = await reportRun(folder);
    expect(result?.resolved.proxies.map(({ text }) => text)).toEqual(['sed']);
    expect(result?.combination).toBe('rank-sum');
    expect(result?.notes).toContain('epsilon had not scored anything yet: the order is without');
    expect(result?.notes[0]).toMatch(/an interrupted run: 19 evaluations of 19 architectures$/);
    expect(readFileSync(runFiles(folder).scores, 'utf8')).toMatch(/^arch,canonical,sed,combined,params,macs\n/);
    expect(readFileSync(runFiles(folder).report, 'utf8')).toMatch(/19<\/[a-z]+> architectures|19 architectures/);
    const { folder: later } = await interrupted('random', 55);
    const ranked = await reportRun(later);
    expect(ranked?.finalists.candidates).toHaveLength(14);
    expect(ranked?.notes).toContain(
      '26 more were scored with less evidence and are not ranked here; all scores are in scores.csv',
    );
  });

  it('ranks as the run did, by the name of an aggregate or by its parts', async () => {
    const combinationOf = async (proxies: readonly string[]): Promise<string | undefined> => {
      const folder = mkdtempSync(join(root, 'ranked-'));
      const space = 'nas-bench-201:C=4:N=1';
      const session = await openSearch({ space, folder, workers: 0, proxies, batch: 2, searcher: 'random', budget: 4 });
      await session.run();
      return (await reportRun(folder))?.combination;
    };
    expect(await combinationOf(['sed-epsilon'])).toBe('rank-sum:sed=1:epsilon=0.2');
    expect(await combinationOf(['sed:preset=nas-bench-201', 'epsilon'])).toBe('rank-sum');
  });

  it('says that a part of an order is no random sample', async () => {
    const { folder } = await interrupted('exhaustive', 13);
    const line =
      'of 15,625 architectures in the order of the space, which is no random sample (leave the searcher out to draw at random)';
    expect((await reportRun(folder))?.notes).toContain(`these are from the first 12 ${line}`);
    const { folder: drawn } = await interrupted('random', 13);
    expect((await reportRun(drawn))?.notes.join()).not.toContain(line);
  });

  it('leaves a finished run unchanged, and makes its missing files', async () => {
    const { done } = await interrupted('random', 3);
    expect(await reportRun(done)).toBeUndefined();
    await expect(reportRun(done, { top: 30 })).rejects.toThrow(
      `${runFiles(done).report}: expected no file of a finished run, to be written anew with another \`top\`, got one (delete it first)`,
    );
    expect(readFileSync(runFiles(done).report, 'utf8')).toBe('kept');
    rmSync(runFiles(done).report);
    expect(await reportRun(done)).toBeDefined();
    expect(existsSync(runFiles(done).report)).toBe(true);
  });

  it('knows the proxies of files, and may be made by whoever ran the search', async () => {
    const folder = mkdtempSync(join(root, 'own-'));
    const proxy = join(root, 'mine.mjs');
    writeFileSync(
      proxy,
      `export const proxy = { id: 'mine', direction: 'lower', requests: () => [{ kind: 'cost' }],
      score: (evidence) => ({ ok: true, value: evidence.get({ kind: 'cost' }).value.macs }) };`,
    );
    const space = 'nas-bench-201';
    const session = await openSearch({ space, folder, workers: 0, proxies: [proxy], searcher: 'random', budget: 10 });
    const { html } = await writeRun(folder, await session.run());
    expect(readFileSync(runFiles(folder).report, 'utf8')).toBe(html);
    rmSync(runFiles(folder).scores);
    expect((await reportRun(folder))?.best(1)[0].scores).toHaveProperty([proxy]);
    expect(existsSync(runFiles(folder).scores)).toBe(true);
  });

  it('is refused in one line without a journal, or with none of its scores', async () => {
    await expect(reportRun(join(root, 'nowhere'))).rejects.toThrow('expected the folder of a run, got nothing of that name');
    const { folder } = await interrupted('random', 1);
    await expect(reportRun(folder)).rejects.toThrow('a journal with at least one score');
  });
});
