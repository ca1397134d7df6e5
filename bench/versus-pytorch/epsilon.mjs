/**
 * epsilon per cell: PyTorch running the original definition (all channels in full, both weights), and Assay on one thread,
 * turn by turn in one run on the same images, with the values compared.
 * Run: node bench/versus-pytorch/epsilon.mjs [cells] [batch] [real | ramp]      (TORCH_THREADS=n; PYTHON=path)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng, openSpace } from 'assay';
import { epsilonParts } from '../../dist/proxies/epsilon.js';
import { createOneChannelRuntime } from '../../dist/runtime/one-channel/runtime.js';
import { rampImages, realImages } from '../real-images.mjs';
import { startOriginals } from './originals.mjs';

const [cells = 6, batch = 256] = process.argv.slice(2, 4).map(Number);
const data = process.argv[4] ?? 'real';
const python = process.env.PYTHON ?? '/usr/bin/python3';
if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
  console.log(`versus-pytorch: skipped, because ${python} has no torch (Debian: apt install python3-torch)`);
  process.exit(0);
}

const space = openSpace('nas-bench-201:classes=1');
const rng = createRng(7, 'versus pytorch');
const genotypes = Array.from({ length: cells }, () => space.sample(rng));
const { images, name } = data === 'ramp' ? { images: await rampImages(batch), name: 'grey ramp' } : await realImages(batch);
const weights = [1e-7, 1];

const folder = mkdtempSync(join(tmpdir(), 'assay-'));
const imageFile = join(folder, 'images.f32');
writeFileSync(imageFile, new Uint8Array(images.values.buffer, images.values.byteOffset, images.values.byteLength));
const { ask, end } = startOriginals(python, 'nas_bench_201.py');

function epsilonOf(rows) {
  const { mae, mean } = epsilonParts(...rows.map((row) => Float64Array.from(row)));
  return mae / mean;
}

// It remembers results: warmed up with another one.
const runtime = createOneChannelRuntime();
const warmUp = createOneChannelRuntime();
function assay(genotype, arithmetic, by = runtime) {
  const started = performance.now();
  const results = by.run(
    space.build(genotype),
    weights.map((weight) => ({ kind: 'constant', weight, arithmetic })),
    images,
  );
  return { seconds: (performance.now() - started) / 1000, value: epsilonOf(results.map(({ values }) => values)) };
}

const { threads, torch: version } = await ask({ images: imageFile, batch });
console.log(`PyTorch ${version}, ${threads} threads; Assay, 1 thread, Node ${process.versions.node}; batch ${batch}, ${name}`);
// Both warm: a first network in PyTorch, compiled kernels in V8.
await ask({ arch: space.encode(genotypes[0]), weights });
for (const arithmetic of ['float32', 'extended']) for (let i = 0; i < 20; i++) assay(space.sample(rng), arithmetic, warmUp);

const totals = { pytorch: 0, float32: 0, extended: 0 };
let worst = 0;
for (const genotype of genotypes) {
  const reference = await ask({ arch: space.encode(genotype), weights });
  if (reference.undefined !== undefined) {
    console.log(`${space.encode(genotype)}: PyTorch gives no score (${reference.undefined})`);
    continue;
  }
  const value = epsilonOf(reference.outputs);
  totals.pytorch += reference.seconds;
  const own = {};
  for (const arithmetic of ['float32', 'extended']) {
    own[arithmetic] = assay(genotype, arithmetic);
    totals[arithmetic] += own[arithmetic].seconds;
  }
  const bothUndefined = Number.isNaN(value) && Number.isNaN(own.float32.value);
  const difference = bothUndefined ? 0 : Math.abs(own.float32.value - value) / Math.max(value, 0.01);
  worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  console.log(
    `${space.encode(genotype)}  PyTorch ${reference.seconds.toFixed(2)} s, ${value.toPrecision(6)}   ` +
      ['float32', 'extended']
        .map((a) => `${a} ${(1000 * own[a].seconds).toFixed(1)} ms, ${own[a].value.toPrecision(6)}`)
        .join('   '),
  );
}
end();
rmSync(folder, { recursive: true });
const perCell = (kind) => `${((1000 * totals[kind]) / cells).toFixed(1)} ms`;
console.log(`per cell: PyTorch ${perCell('pytorch')}, float32 ${perCell('float32')}, extended ${perCell('extended')}`);
console.log(
  `ratio: float32 ${(totals.pytorch / totals.float32).toFixed(0)}, extended ${(totals.pytorch / totals.extended).toFixed(0)}; largest difference of float32's values ${worst.toExponential(1)}`,
);
