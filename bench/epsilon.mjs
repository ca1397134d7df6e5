/**
 * epsilon: cells of NAS-Bench-201 a second, on one core and on two, built from their genotypes each time. Cells are drawn from the
 * distinct connected ones. Times are after a warm-up of 200 cells a thread; `effective` counts the multiply-accumulates of the full
 * networks that the scores stand for.
 * Run after a build: node bench/epsilon.mjs [cells]
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createRng, openSpace } from 'assay';
import { createOneChannelRuntime } from '../dist/runtime/one-channel/runtime.js';
import { createWasmKernels } from '../dist/runtime/one-channel/kernels/wasm.js';
import { rampImages, realImages } from './real-images.mjs';

const weights = [1e-7, 1];
const settings = [
  { data: 'ramp', batch: 64, arithmetic: 'extended', target: '300 on two cores' },
  { data: 'real', batch: 64, arithmetic: 'extended', target: '100 on two cores' },
  { data: 'ramp', batch: 256, arithmetic: 'extended' },
  { data: 'real', batch: 256, arithmetic: 'extended' },
  { data: 'ramp', batch: 256, arithmetic: 'float32' },
  { data: 'real', batch: 256, arithmetic: 'float32' },
];

const space = openSpace('nas-bench-201');

/** Cells of the sample whose number is `part` modulo `parts`, scored one after the other. */
async function score({ data, batch, arithmetic }, genotypes) {
  const images = data === 'ramp' ? await rampImages(batch) : (await realImages(batch)).images;
  const requests = weights.map((weight) => ({ kind: 'constant', weight, arithmetic }));
  const scoreAll = (some) => {
    // A new one each time: it remembers results.
    const runtime = createOneChannelRuntime();
    for (const genotype of some) runtime.run(space.build(genotype), requests, images);
  };
  return { warm: () => scoreAll(genotypes.slice(0, 200)), run: () => scoreAll(genotypes) };
}

function sample(count) {
  const distinct = [...new Map([...space.enumerate()].map((genotype) => [space.canonical(genotype), genotype])).values()];
  const rng = createRng(1, 'bench epsilon');
  return rng.shuffle(distinct.filter((genotype) => space.canonical(genotype) !== '#+#+#')).slice(0, count);
}

if (isMainThread) {
  const count = Number(process.argv[2] ?? 600);
  const genotypes = sample(count);
  const macs = genotypes.reduce((sum, genotype) => sum + space.cost(genotype).macs, 0) / count;
  console.log(`Node ${process.versions.node}, ${count} cells, real = ${(await realImages(1)).name}`);
  for (const setting of settings) {
    const rates = [];
    for (const threads of [1, 2]) {
      const workers = Array.from(
        { length: threads },
        (_, part) =>
          new Worker(new URL(import.meta.url), {
            workerData: { setting, genotypes: genotypes.filter((_g, i) => i % threads === part) },
          }),
      );
      const answer = (worker) => new Promise((resolve) => worker.once('message', resolve));
      await Promise.all(workers.map(answer));
      const started = performance.now();
      const done = workers.map(answer);
      workers.forEach((worker) => worker.postMessage('go'));
      await Promise.all(done);
      rates.push((1000 * count) / (performance.now() - started));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    const effective = (rates[1] * macs * setting.batch * weights.length) / 1e12;
    console.log(
      `${setting.data} ${setting.arithmetic} batch ${setting.batch}: ${rates[0].toFixed(0)} cells/s on one core, ${rates[1].toFixed(0)} on two` +
        ` (effective ${effective.toFixed(1)} TMAC/s)${setting.target === undefined ? '' : `; target ${setting.target}`}`,
    );
  }
  console.log(`kernels: ${kernelRates()}`);
  console.log(`with weight 1, on the ramp, batch 64: ${await remainingWork(genotypes)}`);
} else {
  const { setting, genotypes } = workerData;
  const { warm, run } = await score(setting, genotypes);
  warm();
  parentPort.postMessage('ready');
  await new Promise((resolve) => parentPort.once('message', resolve));
  run();
  parentPort.postMessage('done');
}

/** Bytes a second that maps move through the kernels, against copying memory. */
function kernelRates() {
  const kernels = createWasmKernels();
  const bytes = 4 * 1024 * 64;
  kernels.reserve(kernels.base + 3 * bytes);
  const { f32 } = kernels.memory();
  f32.fill(1);
  const seconds = (call) => {
    let best = Infinity;
    for (let round = 0; round < 2000; round++) {
      const started = performance.now();
      call();
      best = Math.min(best, performance.now() - started);
    }
    return best / 1000;
  };
  const [a, b] = [kernels.base, kernels.base + bytes];
  const copy = seconds(() => f32.copyWithin(b / 4, a / 4, (a + bytes) / 4));
  const scale = seconds(() => kernels.scaleShift(a, b, bytes / 4, 1.5, 0.5));
  const rate = (s) => `${((2 * bytes) / s / 1e9).toFixed(1)} GB/s`;
  return `copying a map ${rate(copy)}, scaling it in double ${rate(scale)}`;
}

/** What is left to compute a cell, and how fast the kernels do it; sums and squares of every map included. */
async function remainingWork(genotypes) {
  const images = await rampImages(64);
  // Called one by one, so that each can be counted; a walk calls the same.
  const { walks: _, ...kernels } = createWasmKernels();
  const counted = { ...kernels };
  let operations = 0;
  let milliseconds = 0;
  const count = (name, operationsOf) => {
    counted[name] = (...args) => {
      operations += 64 * operationsOf(kernels.memory(), args);
      const started = performance.now();
      kernels[name](...args);
      milliseconds += performance.now() - started;
    };
  };
  const viewOperations = ({ pivot, scale, shift }) => (pivot === 0 && scale === 1 && shift === 0 ? 1 : 4);
  const gridSize = ({ i32 }, grid) => i32[grid / 4] * i32[grid / 4 + 1];
  // Two sums over columns for each place read; two over rows, a product and three operations of the moments for each place written.
  count('slideWindow', ({ i32 }, [window, , , , view]) => {
    const [inWidth, outHeight, outWidth] = i32.subarray(window / 4);
    const rowsRead = i32[i32[window / 4 + 7] / 4 + outHeight - 1] + 1;
    return inWidth * rowsRead * (viewOperations(view) + 2) + outHeight * outWidth * 6;
  });
  count('combine', (memory, [grid, , terms]) => gridSize(memory, grid) * (5 * terms - 1 + 3));
  count('viewMoments', (memory, [grid, , , view]) => gridSize(memory, grid) * (viewOperations(view) + 3));
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    operations = milliseconds = 0;
    const runtime = createOneChannelRuntime({ kernels: counted });
    for (const genotype of genotypes)
      runtime.run(space.build(genotype), [{ kind: 'constant', weight: 1, arithmetic: 'extended' }], images);
    least = Math.min(least, milliseconds);
  }
  const cells = genotypes.length;
  return (
    `${(operations / cells / 1e6).toFixed(2)} million additions, products and maxima a cell in ${(least / cells).toFixed(3)} ms of kernels, ` +
    `${(operations / least / 1e6).toFixed(1)} G a second`
  );
}
