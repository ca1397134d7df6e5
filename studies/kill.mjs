/**
 * A search killed with SIGKILL at ten random moments, resumed each time: its journal and scores must equal, byte for byte, those of the
 * search left alone, which must not depend on the number of workers either.
 * Run: npm run study:kill -- [evaluations] [kills] [searcher ...]      (SEED=n chooses the moments; 10,000 evaluations of SED and epsilon take some minutes)
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRng } from 'assay';

const [evaluations = '10000', kills = '10', ...given] = process.argv.slice(2);
const searchers = given.length > 0 ? given : ['random', 'evolution:warmup=3000'];
const seed = Number(process.env.SEED ?? Date.now() % 1e6);
const bin = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'assay-kill-'));

const journalOf = (folder) => join(folder, 'journal.jsonl');
const sizeOf = (folder) => (existsSync(journalOf(folder)) ? statSync(journalOf(folder)).size : 0);

/** Runs the search; kills it once its journal has `bytes`, or lets it end. Resolves to whether it was killed. */
function search(searcher, folder, { workers, bytes = Infinity, resume = false }) {
  return new Promise((resolve, reject) => {
    const args = [
      'search',
      'nas-bench-201',
      '--proxy',
      'sed,epsilon',
      '--batch',
      '16',
      '--searcher',
      searcher,
      '--budget',
      evaluations,
      '--workers',
      String(workers),
      resume ? '--resume' : '--out',
      folder,
    ];
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data) => (said += data));
    const watch = setInterval(() => {
      if (sizeOf(folder) >= bytes) child.kill('SIGKILL');
    }, 1);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`the search ended with ${code ?? signal}: ${said}`));
    });
  });
}

const digest = (folder) =>
  ['journal.jsonl', 'scores.csv']
    .map((name) =>
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')
        .slice(0, 16),
    )
    .join(' ');

let failures = 0;
console.log(`moments by SEED=${seed}`);
for (const [place, searcher] of searchers.entries()) {
  const left = [];
  for (const workers of [0, 1, 2]) {
    const folder = join(root, `left-alone-${place}-${workers}`);
    const begun = performance.now();
    await search(searcher, folder, { workers });
    left.push(digest(folder));
    const lines = readFileSync(journalOf(folder), 'utf8').split('\n').length - 1;
    console.log(
      `${searcher}, ${workers} workers, left alone: ${lines} lines, ${sizeOf(folder)} bytes in ${((performance.now() - begun) / 1000).toFixed(1)} s; ${left.at(-1)}`,
    );
  }
  const total = sizeOf(join(root, `left-alone-${place}-0`));
  const rng = createRng(seed, `moments ${searcher}`);
  const moments = Array.from({ length: Number(kills) }, () => rng.int(total)).sort((a, b) => a - b);
  const folder = join(root, `killed-${place}`);
  let killed = 0;
  let resume = false;
  for (const bytes of moments) {
    // What is buffered nowhere is on disk: the next moment may have passed before the kill arrived.
    if (await search(searcher, folder, { workers: rng.int(3), bytes: Math.max(bytes, sizeOf(folder) + 1), resume })) killed++;
    else break;
    resume = true;
  }
  await search(searcher, folder, { workers: 2, resume });
  const isSame = digest(folder) === left[0];
  const isIndependent = left.every((own) => own === left[0]);
  if (!isSame || !isIndependent || killed < moments.length) failures++;
  console.log(
    `${searcher}, killed ${killed} times at ${moments.map((bytes) => `${((100 * bytes) / total).toFixed(1)} %`).join(', ')}: ${isSame ? 'the same bytes' : `OTHER BYTES (${digest(folder)}), kept in ${folder}`}; ${isIndependent ? '0, 1 and 2 workers alike' : 'WORKERS DIFFER'}`,
  );
}
if (failures === 0) rmSync(root, { recursive: true });
process.exit(failures === 0 ? 0 : 1);
