/**
 * Gradient proxies on a stream of different NAS-Bench-201 cells: PyTorch running the published algorithms one by one with two threads,
 * and Assay with two workers of one thread each, turn by turn in one run on the same batch. Every network is built, scored once and
 * dropped, on both sides. A ratio is the median over rounds of PyTorch's time, summed over what is scored together, over Assay's: by the
 * clock, and by the processor, which other work on the machine disturbs less.
 * Run: npm run bench -- versus-pytorch/gradients [rounds: 3] [cells a round: 10] [batch: 64]      (THREADS=n; PYTHON=path)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng, evaluateArchitectures, openSpace } from 'assay';
import { openOrtEngine, openPlan } from 'assay/node';
import { realImages } from '../real-images.mjs';
import { startOriginals } from './originals.mjs';

const [rounds = 3, cells = 10, batch = 64] = process.argv.slice(2).map(Number);
const threads = Number(process.env.THREADS ?? 2);
const python = process.env.PYTHON ?? '/usr/bin/python3';
if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
  console.log(`versus-pytorch: skipped, because ${python} has no torch (Debian: apt install python3-torch)`);
  process.exit(0);
}

const originals = ['grad-norm', 'snip', 'plain', 'fisher', 'jacob-cov', 'epe', 'zico'];
/** What Assay scores together. */
const together = [['jacob-cov'], ['fisher'], ['grad-norm'], ['snip'], ['zico'], originals];
const spaceText = 'nas-bench-201';
const space = openSpace(spaceText);
const rng = createRng(0, 'versus pytorch');
const { images, name } = await realImages(2 * batch);
const folder = mkdtempSync(join(tmpdir(), 'assay-'));
const imageFile = join(folder, 'images.f32');
writeFileSync(imageFile, new Uint8Array(images.values.buffer, images.values.byteOffset, images.values.byteLength));
const { ask, end } = startOriginals(python, 'gradients.py', { TORCH_THREADS: String(threads) });

const plans = new Map();
for (const proxies of together) {
  plans.set(proxies, await openPlan({ space: spaceText, proxies, data: 'noise', batch, seed: 0 }, { workers: threads }));
}
/** Seconds for a list of cells, from the first handed out to the last scored, and those of the processor. */
async function assay(proxies, architectures) {
  const plan = plans.get(proxies);
  const { now } = plan;
  const started = now();
  const begun = process.cpuUsage();
  // As many as make all workers start, however few a round has.
  for await (const { evaluation } of evaluateArchitectures(plan, architectures, { total: 1_000 })) {
    const failed = Object.values(evaluation.scores).find((score) => !score.ok && score.reason.includes('onnxruntime'));
    if (failed !== undefined) throw new Error(failed.reason);
  }
  const { user, system } = process.cpuUsage(begun);
  return { seconds: (now() - started) / 1000, cpu: (user + system) / 1e6 };
}

const sample = (count) => Array.from({ length: count }, () => space.encode(space.sample(rng)));
const { threads: torchThreads, torch: version } = await ask({ images: imageFile, batch: 2 * batch });
const engine = await openOrtEngine();
console.log(
  `PyTorch ${version}, ${torchThreads} threads; Assay on ${engine.title}, ${threads} workers of one thread, Node ${process.versions.node}; batch ${batch}, ${name}`,
);
for (const proxy of originals) await ask({ arch: sample(1)[0], proxy });
for (const proxies of together) await assay(proxies, sample(threads));

const torch = new Map(originals.map((proxy) => [proxy, []]));
const own = new Map(together.map((proxies) => [proxies, []]));
for (let round = 0; round < rounds; round++) {
  const architectures = sample(cells);
  for (const proxy of originals) {
    const sum = { seconds: 0, cpu: 0 };
    for (const arch of architectures) {
      const { seconds, cpu } = await ask({ arch, proxy });
      sum.seconds += seconds;
      sum.cpu += cpu;
    }
    torch.get(proxy).push(sum);
  }
  for (const proxies of together) own.get(proxies).push(await assay(proxies, architectures));
}
end();
rmSync(folder, { recursive: true });
for (const plan of plans.values()) await plan.close();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const milliseconds = (turns, what) => `${((1000 * median(turns.map((turn) => turn[what]))) / cells).toFixed(0)} ms`;
const title = (turns) => `${milliseconds(turns, 'seconds')} a cell, of the processor ${milliseconds(turns, 'cpu')}`;
for (const [proxy, turns] of torch) console.log(`PyTorch ${proxy}: ${title(turns)}`);
for (const [proxies, turns] of own) {
  const ratios = (what) =>
    turns.map((turn, round) => proxies.reduce((sum, proxy) => sum + torch.get(proxy)[round][what], 0) / turn[what]);
  const shown = (what) =>
    `${median(ratios(what)).toFixed(2)} (${ratios(what)
      .map((ratio) => ratio.toFixed(2))
      .join(', ')})`;
  console.log(`Assay ${proxies.join(' + ')}: ${title(turns)}; ratio ${shown('seconds')}, of the processor ${shown('cpu')}`);
}
