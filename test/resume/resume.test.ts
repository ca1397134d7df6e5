import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { journalName } from '../../src/platform/node/run-folder/journal-file.js';

const child = fileURLToPath(new URL('./search-child.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'assay-resume-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the search; it is killed `killAfter` milliseconds after its journal has `lines` lines. */
function runChild(
  folder: string,
  mode: 'start' | 'resume',
  proxies: string,
  lines = Infinity,
  killAfter = 0,
): Promise<{ killed: boolean; notices: string }> {
  return new Promise((resolve, reject) => {
    const process = spawn('node', [child, folder, mode, proxies], { stdio: ['ignore', 'inherit', 'pipe'] });
    let notices = '';
    process.stderr.on('data', (data: Buffer) => (notices += data.toString()));
    let due = false;
    const watch = setInterval(() => {
      if (due || linesOf(folder) < lines) return;
      due = true;
      setTimeout(() => process.kill('SIGKILL'), killAfter);
    }, 1);
    process.on('exit', (code, signal) => {
      clearInterval(watch);
      if (signal === 'SIGKILL') resolve({ killed: true, notices });
      else if (code === 0) resolve({ killed: false, notices });
      else reject(new Error(`search ended with ${code}: ${notices}`));
    });
  });
}

const journalOf = (folder: string): string => join(folder, journalName);
const linesOf = (folder: string): number =>
  existsSync(journalOf(folder)) ? readFileSync(journalOf(folder), 'utf8').split('\n').length - 1 : 0;

describe('a search killed with SIGKILL', () => {
  it('at any moments and resumed ends with the same bytes as one that was left alone', async () => {
    const proxies = 'edges:busy=1,weight:busy=5,spread';
    const whole = join(root, 'whole');
    await runChild(whole, 'start', proxies);
    const total = linesOf(whole);
    // Header, 81 lines of the stage that scores every genotype, 15 of each that scores every form, the end.
    expect(total).toBe(1 + 81 + 15 + 15 + 1);

    const killed = join(root, 'killed');
    const rng = createRng(Date.now(), 'moments of death');
    let kills = 0;
    let mode: 'start' | 'resume' = 'start';
    while (kills < 8) {
      const lines = Math.floor((kills / 8) * total);
      const outcome = await runChild(killed, mode, proxies, lines, rng.int(20));
      mode = 'resume';
      if (!outcome.killed) break;
      kills++;
    }
    await runChild(killed, 'resume', proxies);
    expect(kills).toBeGreaterThan(2);
    expect(readFileSync(journalOf(killed), 'utf8')).toBe(readFileSync(journalOf(whole), 'utf8'));
    expect(readFileSync(join(killed, 'result.json'), 'utf8')).toBe(readFileSync(join(whole, 'result.json'), 'utf8'));
  });
});
