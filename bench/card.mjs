/**
 * A card: ePADS, gradients (grad-norm and snip of one pass) and training on different NAS-Bench-201 cells, in architectures and images a second, against
 * PyTorch on the same card and against the card's rate of one matrix product in float32. The batch and the number of processes that share the card are
 * chosen first, by images a second of ePADS. Every network is built, scored once and dropped, on both sides. Without a card of PyTorch's (CUDA) its columns
 * are left out, but for the processor.
 * Run: npm run bench -- card [cuda | webgpu | cpu] [cells: 16] [largest batch: 512] [channels: 16] [cells a stage: 5]      (PYTHON=path)
 * Without a card, to see that it works: VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json npm run bench -- card webgpu 2 2 2 1
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countCost, createRng, evaluateArchitectures, openSpace, trainArchitecture } from 'assay';
import { openDeviceEngine, openPlan } from 'assay/node';
import { measureProductRate } from './product-rate.mjs';
import { realImages } from './real-images.mjs';
import { startOriginals } from './versus-pytorch/originals.mjs';

const [device = 'cuda', ...numbers] = process.argv.slice(2);
const [cells = 16, mostBatch = 512, channels = 16, perStage = 5] = numbers.map(Number);
const python = process.env.PYTHON ?? '/usr/bin/python3';
const torchDevice = device === 'cpu' ? 'cpu' : 'cuda';
const hasTorch =
  spawnSync(python, ['-c', `import torch; assert ${torchDevice === 'cpu' ? 'True' : 'torch.cuda.is_available()'}`]).status === 0;

const spaceText = `nas-bench-201:C=${channels}:N=${perStage}`;
const space = openSpace(spaceText);
const rng = createRng(0, 'card');
const sample = (count) => Array.from({ length: count }, () => space.encode(space.sample(rng)));
const cifar10 = fileURLToPath(new URL('../../shared/data/images/cifar10_train_0-1023.bin.gz', import.meta.url));
const data = existsSync(cifar10) ? `cifar10:${cifar10}` : 'noise';
const what = { epads: ['epads'], gradients: ['grad-norm', 'snip'] };
const macsOf = (architectures) =>
  architectures.reduce((sum, arch) => sum + countCost(space.build(space.decode(arch))).macs, 0) / architectures.length;

/** Seconds for a list of cells, from the first handed out to the last scored. */
async function assay(proxies, architectures, batch, processes) {
  const request = { space: spaceText, proxies, data, batch, seed: 0, ...(device === 'cpu' ? {} : { device }) };
  const plan = await openPlan(request, { workers: processes });
  try {
    const score = async (list) => {
      // As many as make all processes start, however few there are.
      for await (const { evaluation } of evaluateArchitectures(plan, list, { total: 1_000 }))
        for (const [proxy, one] of Object.entries(evaluation.scores))
          if (!one.ok && one.reason.includes('onnxruntime')) throw new Error(`${proxy}: ${one.reason}`);
    };
    await score(sample(processes));
    const started = plan.now();
    await score(architectures);
    return (plan.now() - started) / 1000;
  } finally {
    await plan.close();
  }
}

const engine = await openDeviceEngine(device, availableParallelism());
console.log(
  `${engine.title}, ${spaceText}, ${cells} cells, ${data === 'noise' ? 'noise' : 'CIFAR-10 images'}, Node ${process.versions.node}`,
);

/** Large enough that its copies do not count. */
const side = mostBatch >= 256 ? 8192 : 512;
const originals = hasTorch ? startOriginals(python, 'card.py') : undefined;
const torchSide = originals === undefined ? 0 : (await originals.ask({ what: 'product', side, device: torchDevice })).seconds;
const peak = Math.max(await measureProductRate(engine, { side, runs: 3 }), torchSide === 0 ? 0 : side ** 3 / torchSide);
const tera = (rate) => `${(rate / 1e12).toPrecision(3)} TMAC/s`;
console.log(`peak, the better of ONNX Runtime's and PyTorch's product of ${side} x ${side}: ${tera(peak)}`);
if (!hasTorch) console.log(`PyTorch: not measured, because ${python} has no torch that sees ${torchDevice}`);

const batches = [2, 8, 32, 64, 128, 256, 512, 1024].filter((batch) => batch <= mostBatch).slice(-3);
const processes = [1, 2, 4].filter((count) => count <= Math.max(2, availableParallelism()));
let best = { rate: 0, batch: batches[0], count: 1 };
for (const batch of batches)
  for (const count of processes) {
    const tried = sample(Math.max(2, Math.ceil(cells / 4)));
    const rate = (tried.length * batch) / (await assay(what.epads, tried, batch, count));
    console.log(`  batch ${batch}, ${count} ${count === 1 ? 'process' : 'processes'}: ${rate.toPrecision(3)} images/s of ePADS`);
    if (rate > best.rate) best = { rate, batch, count };
  }
const { batch, count } = best;
console.log(`chosen: batch ${batch}, ${count} ${count === 1 ? 'process' : 'processes'}`);

const { images } = await realImages(batch);
const folder = mkdtempSync(join(tmpdir(), 'assay-'));
writeFileSync(
  join(folder, 'images.f32'),
  new Uint8Array(images.values.buffer, images.values.byteOffset, images.values.byteLength),
);
const torch = originals === undefined ? undefined : await originals.ask({ images: join(folder, 'images.f32'), batch });
const askTorch = async (request) => {
  if (originals === undefined) return undefined;
  const { seconds, undefined: reason } = await originals.ask({ ...request, device: torchDevice, channels, cells: perStage });
  if (reason !== undefined) console.log(`  PyTorch: ${reason}`);
  return reason === undefined ? seconds : undefined;
};

/** @param passes forward passes' worth of MACs for each image. */
function report(title, architectures, seconds, torchSeconds, passes) {
  const networks = architectures.length;
  const rates = (of) => `${(networks / of).toPrecision(3)} architectures/s, ${((networks * batch) / of).toPrecision(3)} images/s`;
  const share = (passes * macsOf(architectures) * batch * networks) / seconds / peak;
  const beside =
    torchSeconds === undefined
      ? ''
      : `; PyTorch ${torch.torch} ${rates(torchSeconds)}; ratio ${(torchSeconds / seconds).toFixed(2)}`;
  console.log(`${title}: ${rates(seconds)}, ${(100 * share).toPrecision(2)} % of the peak${beside}`);
}

for (const [name, passes] of [
  ['epads', 2],
  ['gradients', 3],
]) {
  const architectures = sample(cells);
  await askTorch({ what: name, archs: architectures.slice(0, 1) });
  const torchSeconds = await askTorch({ what: name, archs: architectures });
  report(name, architectures, await assay(what[name], architectures, batch, count), torchSeconds, passes);
}

const steps = 4;
const [arch] = sample(1);
const set = (length) => ({
  title: 'images',
  shape: images.shape,
  count: length,
  classes: 10,
  labels: Array.from({ length }, (_, i) => (i % batch) % 10),
  image: (i) => images.values.subarray((i % batch) * 3072, ((i % batch) + 1) * 3072),
  black: [0, 0, 0],
});
const times = [];
await trainArchitecture(
  {
    architecture: space.build(space.decode(arch)),
    data: { train: set(batch * (steps + 1)), validation: set(2), digest: '' },
    engine,
    epochs: 1,
    batch,
    learningRate: 0.01,
    schedule: 'constant',
    cropPadding: 0,
    flip: false,
  },
  { onStep: () => times.push(performance.now() / 1000) },
);
const torchSteps = await askTorch({ what: 'train', archs: [arch], steps });
const stepsOf = Array.from({ length: steps }, () => arch);
report(`training of ${arch}, a step for an architecture`, stepsOf, times.at(-1) - times[0], torchSteps, 3);
originals?.end();
rmSync(folder, { recursive: true });
