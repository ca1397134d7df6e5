/**
 * Training steps of NAS-Bench-201 cells: PyTorch and Assay with the same threads, turn by turn in one run on the same batch. A step is a forward
 * pass, a loss, a backward pass and an update; building networks, models and sessions is not in it, nor a first step. Ratios are medians over
 * rounds of PyTorch's time over Assay's: of the clock, and of the processor, which other work on the machine disturbs less. At the end
 * Assay's time by operator on the first cell, and two ways to hand the state from step to step.
 * Run: npm run bench -- versus-pytorch/training [rounds: 3] [steps a turn: 4] [batch: 64]      (THREADS=n; PYTHON=path)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInitializer, openSpace, trainArchitecture } from 'assay';
import { openOrtEngine } from 'assay/node';
import { nativeBatchNorm } from '../../dist/onnx/lower/batch-norm.js';
import { blockedChannels } from '../../dist/runtime/ort/blocked-channels.js';
import { resolveSettings } from '../../dist/training/settings.js';
import { modelNames, writeTrainingModel } from '../../dist/training/step/training-model.js';
import { firstState } from '../../dist/training/training-state.js';
import { realImages } from '../real-images.mjs';
import { startOriginals } from './originals.mjs';

const [rounds = 3, steps = 4, batch = 64] = process.argv.slice(2).map(Number);
const threads = Number(process.env.THREADS ?? 1);
const python = process.env.PYTHON ?? '/usr/bin/python3';
if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
  console.log(`versus-pytorch: skipped, because ${python} has no torch (Debian: apt install python3-torch)`);
  process.exit(0);
}

const cells = {
  'all 3x3 convolutions': '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|',
  mixed: '|nor_conv_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|',
  light: '|nor_conv_1x1~0|+|none~0|skip_connect~1|+|skip_connect~0|avg_pool_3x3~1|nor_conv_1x1~2|',
};
const rate = 0.01;
const space = openSpace('nas-bench-201');
const engine = await openOrtEngine('native', threads);
const { images, name } = await realImages(batch);
const folder = mkdtempSync(join(tmpdir(), 'assay-'));
const imageFile = join(folder, 'images.f32');
writeFileSync(imageFile, new Uint8Array(images.values.buffer, images.values.byteOffset, images.values.byteLength));
const { ask, end } = startOriginals(python, 'training.py', { TORCH_THREADS: String(threads) });

/** One batch, again and again. */
const batchSet = (count) => ({
  title: name,
  shape: images.shape,
  count,
  classes: 10,
  labels: Array.from({ length: count }, (_, i) => (i % batch) % 10),
  image: (i) => images.values.subarray((i % batch) * 3072, ((i % batch) + 1) * 3072),
  black: [0, 0, 0],
});

const seconds = () => performance.now() / 1000;
const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Seconds of the steps after the first. */
async function assay(arch) {
  let started;
  let last;
  await trainArchitecture(
    {
      architecture: space.build(space.decode(arch)),
      data: { train: batchSet(batch * (steps + 1)), validation: batchSet(2), digest: '' },
      engine,
      epochs: 1,
      batch,
      learningRate: rate,
      schedule: 'constant',
      cropPadding: 0,
      flip: false,
    },
    {
      onStep() {
        last = { seconds: seconds(), cpu: processor() };
        started ??= last;
      },
    },
  );
  return { seconds: last.seconds - started.seconds, cpu: last.cpu - started.cpu };
}

const { threads: torchThreads, torch } = await ask({ images: imageFile, batch });
console.log(
  `PyTorch ${torch}, ${torchThreads} ${torchThreads === 1 ? 'thread' : 'threads'}; Assay on ${engine.title}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, channels in blocks of ${await blockedChannels(engine)}; batch ${batch}, ${name}`,
);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
for (const [title, arch] of Object.entries(cells)) {
  const turns = [];
  for (let round = 0; round < rounds; round++)
    turns.push({ original: await ask({ arch, steps, rate }), ours: await assay(arch) });
  const perSecond = (of, what) => (steps * batch) / median(turns.map((turn) => turn[of][what]));
  const ratio = (what) => median(turns.map(({ original, ours }) => original[what] / ours[what]));
  console.log(
    `${title}: PyTorch ${perSecond('original', 'seconds').toFixed(0)} images/s, Assay ${perSecond('ours', 'seconds').toFixed(0)}; ratio ${ratio('seconds').toFixed(2)} by the clock, ${ratio('cpu').toFixed(2)} by the processor (${(batch / perSecond('original', 'cpu')).toFixed(2)} and ${(batch / perSecond('ours', 'cpu')).toFixed(2)} s a step)`,
  );
}
end();

await profile(cells['all 3x3 convolutions']);
await handOver(cells['all 3x3 convolutions']);
rmSync(folder, { recursive: true });

/** A step's session, and what it is fed. */
async function openStep(arch, size, more) {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node');
  const architecture = space.build(space.decode(arch));
  const settings = resolveSettings({ batch: size });
  const initializer = createInitializer('kaiming-uniform', 0);
  const block = await blockedChannels(engine);
  const model = writeTrainingModel('cell', architecture, { settings, batchNorm: nativeBatchNorm, block, initializer });
  const { vectors } = await firstState(model, settings.optimizer, initializer);
  const session = await InferenceSession.create(model.bytes, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: false,
    ...more,
  });
  const tensor = (values, dims) => new Tensor('float32', values, dims);
  const targets = new Float32Array(size * 10);
  for (let i = 0; i < size; i++) targets[i * 10 + (i % 10)] = 1;
  const batchFeeds = {
    [architecture.inputs[0].id]: tensor(images.values.slice(0, size * 3072), model.inputShape),
    [modelNames.targets]: tensor(targets, [size, 10]),
    [modelNames.scalar('rate')]: tensor(Float32Array.of(rate), []),
  };
  const state = () =>
    Object.fromEntries(Object.entries(vectors).map(([key, values]) => [key, tensor(values.slice(), [values.length])]));
  return { session, batchFeeds, state, tensor };
}

/** Where a step's time goes, by ONNX Runtime's profile. */
async function profile(arch) {
  const { session, batchFeeds, state } = await openStep(arch, batch, {
    enableProfiling: true,
    profileFilePrefix: join(folder, 'profile'),
  });
  const feeds = { ...batchFeeds, ...state() };
  for (let step = 0; step < 3; step++) await session.run(feeds);
  await session.endProfiling?.();
  await session.release();
  const file = readdirSync(folder).find((entry) => entry.startsWith('profile'));
  if (file === undefined) return;
  const sums = new Map();
  let total = 0;
  for (const { cat, name: event, args, dur } of JSON.parse(readFileSync(join(folder, file), 'utf8'))) {
    if (cat !== 'Node' || !event.endsWith('_kernel_time')) continue;
    sums.set(args.op_name, (sums.get(args.op_name) ?? 0) + dur);
    total += dur;
  }
  const shares = [...sums].toSorted((a, b) => b[1] - a[1]).map(([op, sum]) => `${op} ${((100 * sum) / total).toFixed(0)} %`);
  console.log(`Assay's time on the first cell: ${shares.slice(0, 10).join(', ')}`);
}

/**
 * What a step gives fed to the next as it is, and written into one of two states made before, which change places: with a batch of 2, because the
 * difference does not depend on it.
 */
async function handOver(arch) {
  const { session, batchFeeds, state, tensor } = await openStep(arch, 2, {});
  const times = { fed: [], written: [] };
  let fed = state();
  let [from, to] = [state(), state()];
  const others = {
    [modelNames.loss]: tensor(new Float32Array(1), []),
    [modelNames.logits]: tensor(new Float32Array(20), [2, 10]),
  };
  for (let step = 0; step < 40; step++) {
    let begun = processor();
    const results = await session.run({ ...batchFeeds, ...fed });
    times.fed.push(processor() - begun);
    fed = Object.fromEntries(Object.keys(fed).map((key) => [key, results[modelNames.next(key)]]));
    const outputs = Object.fromEntries(Object.entries(to).map(([key, value]) => [modelNames.next(key), value]));
    begun = processor();
    await session.run({ ...batchFeeds, ...from }, { ...others, ...outputs });
    times.written.push(processor() - begun);
    [from, to] = [to, from];
  }
  await session.release();
  const milliseconds = (values) => `${(1000 * median(values)).toFixed(1)} ms`;
  console.log(
    `A step with a batch of 2, state fed to the next step as it is: ${milliseconds(times.fed)}; written into states made before: ${milliseconds(times.written)}`,
  );
}
