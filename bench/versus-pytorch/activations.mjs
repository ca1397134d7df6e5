/**
 * ePADS, NASWOT, SWAP, Zen-score and logsynflow on a stream of different NAS-Bench-201 cells: PyTorch running the published algorithms with two
 * threads, and Assay with two workers of one thread each, turn by turn in one run on the same images and the same batch.
 * Every network is built, scored once and dropped, on both sides. A ratio is the median over rounds of PyTorch's time over Assay's.
 * ePADS is asked of PyTorch with channels last too, and its bound is printed: the multiply-adds of images and noisy copies at the rate of one
 * large matrix product on as many threads. No score that needs those passes in float32 can take less.
 * A round should have many cells for each worker: at its end one of them waits for the other's last. Takes about 20 minutes.
 * Run: npm run bench -- versus-pytorch/activations [rounds: 3] [cells a round: 20] [batch: 128]      (THREADS=n; PYTHON=path)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countCost, createRng, evaluateArchitectures, openSpace } from 'assay';
import { openOrtEngine, openPlan } from 'assay/node';
import { measureProductRate } from '../product-rate.mjs';
import { realImages } from '../real-images.mjs';
import { startOriginals } from './originals.mjs';

const [rounds = 3, cells = 20, batch = 128] = process.argv.slice(2).map(Number);
const threads = Number(process.env.THREADS ?? 2);
const python = process.env.PYTHON ?? '/usr/bin/python3';
if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
  console.log(`versus-pytorch: skipped, because ${python} has no torch (Debian: apt install python3-torch)`);
  process.exit(0);
}

const channelsLast = 'epads with channels last';
const originals = ['epads', channelsLast, 'naswot', 'swap', 'zen', 'logsynflow'];
const requestOf = (original) => (original === channelsLast ? { proxy: 'epads', channelsLast: true } : { proxy: original });
/** What Assay scores together; the originals it stands for are those of the same names. */
const together = [['epads'], ['epads', 'naswot', 'swap', 'zen'], ['naswot:pass=own'], ['logsynflow']];
const standsFor = (proxies) => proxies.map((proxy) => proxy.split(':')[0]);
/** A pass of one image is so short that six would time the starting of threads, not a stream: these get so many times the cells, also to warm up. */
const timesAsMany = (proxies) => (proxies.includes('logsynflow') ? 8 : 1);

const spaceText = 'nas-bench-201:classes=1';
const space = openSpace(spaceText);
const rng = createRng(0, 'versus pytorch');
const { images, name } = await realImages(batch);
const cifar10 = fileURLToPath(new URL('../../../shared/data/images/cifar10_train_0-1023.bin.gz', import.meta.url));
const data = existsSync(cifar10) ? `cifar10:${cifar10}` : 'noise';

const folder = mkdtempSync(join(tmpdir(), 'assay-'));
const imageFile = join(folder, 'images.f32');
writeFileSync(imageFile, new Uint8Array(images.values.buffer, images.values.byteOffset, images.values.byteLength));
const { ask, end } = startOriginals(python, 'originals.py', { TORCH_THREADS: String(threads) });

const plans = new Map();
for (const proxies of together) {
  plans.set(proxies, await openPlan({ space: spaceText, proxies, data, batch, seed: 0 }, { workers: threads }));
}
/** Seconds for a list of cells, from the first handed out to the last scored. */
async function assay(proxies, architectures) {
  const plan = plans.get(proxies);
  const { now } = plan;
  const started = now();
  // As many as make all workers start, however few a round has.
  for await (const { evaluation } of evaluateArchitectures(plan, architectures, { total: 1_000 })) {
    const failed = Object.values(evaluation.scores).find((score) => !score.ok && score.reason.includes('onnxruntime'));
    if (failed !== undefined) throw new Error(failed.reason);
  }
  return (now() - started) / 1000;
}

const sample = (count) => Array.from({ length: count }, () => space.encode(space.sample(rng)));
const { threads: torchThreads, torch: version } = await ask({ images: imageFile, batch });
const { title } = await openOrtEngine();
const wide = await openOrtEngine(undefined, threads);
const rates = [];
const multiplyAdds = [];
console.log(
  `PyTorch ${version}, ${torchThreads} threads; Assay on ${title}, ${threads} workers of one thread, Node ${process.versions.node}; batch ${batch}, ${name}`,
);
for (const original of originals) await ask({ arch: sample(1)[0], ...requestOf(original) });
for (const proxies of together) await assay(proxies, sample(threads * 2 * timesAsMany(proxies)));

const seconds = {
  torch: new Map(originals.map((proxy) => [proxy, []])),
  assay: new Map(together.map((proxies) => [proxies, []])),
};
/** Cells for which an original has no number: it ran all the same, and its seconds count. */
const without = new Map();
const note = (proxy, arch, reason) => without.set(proxy, [...(without.get(proxy) ?? []), `${arch} (${reason})`]);
for (let round = 0; round < rounds; round++) {
  const architectures = sample(cells * Math.max(...together.map(timesAsMany)));
  rates.push(await measureProductRate(wide));
  multiplyAdds.push(...architectures.slice(0, cells).map((text) => countCost(space.build(space.decode(text))).macs));
  const turn = (proxies) => architectures.slice(0, cells * timesAsMany(proxies));
  for (const proxy of originals) {
    let sum = 0;
    for (const arch of turn([proxy])) {
      const { seconds: taken, value, undefined: reason } = await ask({ arch, ...requestOf(proxy) });
      sum += taken;
      if (reason !== undefined || typeof value === 'string') note(proxy, arch, reason ?? value);
    }
    seconds.torch.get(proxy).push(sum / turn([proxy]).length);
  }
  for (const proxies of together) seconds.assay.get(proxies).push((await assay(proxies, turn(proxies))) / turn(proxies).length);
}
end();
rmSync(folder, { recursive: true });
for (const plan of plans.values()) await plan.close();

for (const [proxy, missing] of without)
  console.log(`PyTorch ${proxy}: no score for ${missing.length} cells, such as ${missing[0]}`);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const milliseconds = (value) => `${(1000 * value).toFixed(0)} ms`;
for (const [proxy, times] of seconds.torch) console.log(`PyTorch ${proxy}: ${milliseconds(median(times))} a cell`);
for (const [proxies, times] of seconds.assay) {
  const ratiosTo = (peers) => {
    const ratios = times.map((time, round) => peers.reduce((sum, proxy) => sum + seconds.torch.get(proxy)[round], 0) / time);
    return `${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`;
  };
  const beside = proxies.join() === 'epads' ? `, to channels last ${ratiosTo([channelsLast])}` : '';
  console.log(
    `Assay ${proxies.join(' + ')}: ${milliseconds(median(times))} a cell, ${(1 / median(times)).toFixed(1)} a second; ratio ${ratiosTo(standsFor(proxies))}${beside}`,
  );
}
const mean = multiplyAdds.reduce((sum, macs) => sum + macs, 0) / multiplyAdds.length;
const bound = (2 * batch * mean) / median(rates);
console.log(
  `Bound of ePADS: ${(mean / 1e6).toFixed(1)} million multiply-adds a cell and image, ${2 * batch} images and copies, ${(median(rates) / 1e9).toFixed(1)} GMAC/s in a matrix product on ${threads} threads: ${milliseconds(bound)} a cell, ratio ${(median(seconds.torch.get('epads')) / bound).toFixed(2)} at most; Assay is at ${((100 * bound) / median(seconds.assay.get(together[0]))).toFixed(0)} % of it`,
);
