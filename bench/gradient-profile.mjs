/**
 * Where the time of gradient passes goes, operator by operator, as ONNX Runtime's profile says, and how much of the processor's time makes
 * sessions: four NAS-Bench-201 cells (all 3x3, mixed, pools, light), one thread, for the readings of the named proxies. With
 * MALLOC_TRIM_THRESHOLD_ and MALLOC_MMAP_THRESHOLD_ at 1000000000 memory stays between runs, as it does in workers.
 * Run: npm run bench -- gradient-profile [proxies: jacob-cov] [batch: 64]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInitializer, createModuleEngine, createOrtRuntime, openSpace, proxies } from 'assay';
import { realImages } from './real-images.mjs';

const [named = 'jacob-cov', batchText = '64'] = process.argv.slice(2);
const batch = Number(batchText);
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const ort = await import('onnxruntime-node').catch(() => undefined);
if (ort === undefined) {
  console.log('gradient-profile: skipped, because onnxruntime-node is not installed');
  process.exit(0);
}

const cells = [
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|',
  '|nor_conv_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|',
  '|avg_pool_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|nor_conv_3x3~0|skip_connect~1|avg_pool_3x3~2|',
  '|nor_conv_1x1~0|+|none~0|skip_connect~1|+|skip_connect~0|avg_pool_3x3~1|nor_conv_1x1~2|',
];
const { images, name } = await realImages(2 * batch);
const half = images.values.length / 2;
const batches = { images: images.values.slice(0, half), 'second-batch': images.values.slice(half) };

/** The readings of each pass that the proxies read. */
const passes = new Map();
for (const id of named.split(',')) {
  const proxy = proxies.find((one) => one.id === id);
  if (proxy === undefined) throw new Error(`gradient-profile: no proxy ${id}`);
  const options = Object.fromEntries(Object.entries(proxy.options).map(([key, option]) => [key, option.default]));
  for (const { kind, reading, ...pass } of proxy.requests(options)) {
    if (kind !== 'pass') continue;
    if (batches[pass.input.kind] === undefined) throw new Error(`gradient-profile: ${id} reads ${pass.input.kind}, not images`);
    const key = JSON.stringify(pass);
    if (!passes.has(key)) passes.set(key, { pass, readings: new Map() });
    passes.get(key).readings.set(JSON.stringify(reading), reading);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'assay-'));
const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};
const spent = { sessions: 0, runs: 0, all: 0 };
let isMeasured = false;
async function timed(what, work) {
  const begun = processor();
  const result = await work();
  if (isMeasured) spent[what] += processor() - begun;
  return result;
}
const create = async (model, options) => {
  const profile = isMeasured ? { enableProfiling: true, profileFilePrefix: join(folder, 'profile') } : {};
  const session = await timed('sessions', () => ort.InferenceSession.create(model, { ...options, ...profile }));
  return {
    async run(feeds) {
      const results = await timed('runs', () => session.run(feeds));
      if (isMeasured) session.endProfiling();
      return results;
    },
    release: () => session.release(),
  };
};
const engine = createModuleEngine(
  { env: ort.env, Tensor: ort.Tensor, InferenceSession: { create } },
  { title: 'onnxruntime-node', provider: 'cpu' },
);
const runtime = createOrtRuntime(engine);
const weights = createInitializer('kaiming-normal', 0);
const labels = { ok: true, values: Int32Array.from({ length: batch }, (_, i) => i % 10), classes: 10 };
const space = openSpace('nas-bench-201');
const jobs = cells.flatMap((cell) =>
  [...passes.values()].map(({ pass, readings }) => ({
    architecture: space.build(space.decode(cell)),
    inputs: [{ shape: images.shape, count: batch, values: batches[pass.input.kind] }],
    norm: pass.norm,
    weights,
    labels,
    readings: [...readings.values()],
  })),
);
for (const measured of [false, true]) {
  isMeasured = measured;
  for (const job of jobs) await timed('all', () => runtime.forward(job));
}

const times = new Map();
for (const file of readdirSync(folder)) {
  for (const { cat, name: event, dur, args } of JSON.parse(readFileSync(join(folder, file), 'utf8'))) {
    if (cat === 'Node' && event.endsWith('kernel_time')) times.set(args.op_name, (times.get(args.op_name) ?? 0) + dur / 1e3);
  }
}
rmSync(folder, { recursive: true });
const total = [...times.values()].reduce((a, b) => a + b, 0);
const share = (part, whole) => `${((100 * part) / whole).toFixed(0)} %`;
const a = (value) => `${(value / cells.length).toFixed(0)} ms`;
console.log(`${named}; one thread, batch ${batch}, ${name}; means of ${cells.length} cells`);
console.log(`processor a cell: ${a(spent.all)}, of it ${a(spent.sessions)} to make sessions, ${a(spent.runs)} to run them`);
console.log(
  `runs by operator (${a(total)} a cell by the clock): ${[...times]
    .toSorted(([, x], [, y]) => y - x)
    .slice(0, 14)
    .map(([op, time]) => `${op} ${share(time, total)}`)
    .join(', ')}`,
);
