/**
 * Multiply-accumulates a second in forward passes of random NAS-Bench-201 cells (one thread, batch statistics), beside one large matrix
 * product on the same engine and thread, turn by turn, with products of bytes too; then where the time goes, operator by operator, as the runtime's own profile says.
 * Run: npm run bench -- mac-rate [cells] [batch]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countCost, createInitializer, createModuleEngine, createOrtRuntime, createRng, openSpace, proxies } from 'assay';
import { measureProductRate, productSide } from './product-rate.mjs';
import { realImages } from './real-images.mjs';

const [cells = 8, batch = 128] = process.argv.slice(2).map(Number);
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const ort = await import('onnxruntime-node').catch(() => undefined);
if (ort === undefined) {
  console.log('mac-rate: skipped, because onnxruntime-node is not installed');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'assay-'));
let seconds = 0;
/** The engine as it is, its sessions timed and, where asked, profiled. */
function timed(profile) {
  const create = async (model, options) => {
    const session = await ort.InferenceSession.create(
      model,
      profile ? { ...options, enableProfiling: true, profileFilePrefix: join(folder, 'profile') } : options,
    );
    return {
      async run(feeds) {
        const started = performance.now();
        const results = await session.run(feeds);
        seconds += (performance.now() - started) / 1000;
        if (profile) session.endProfiling();
        return results;
      },
      release: () => session.release(),
    };
  };
  return createModuleEngine(
    { env: ort.env, Tensor: ort.Tensor, InferenceSession: { create } },
    { title: 'onnxruntime-node', provider: 'cpu' },
  );
}

const space = openSpace('nas-bench-201');
const rng = createRng(0, 'mac rate');
const { images, name } = await realImages(batch);
const outputs = [{ kind: 'values', of: 'outputs', samples: 'all' }];
const epads = proxies.find(({ id }) => id === 'epads');
const readings = epads.requests({ sigma: 1 }).map(({ reading }) => reading);
const weights = createInitializer('kaiming-uniform', 0);

async function pass(architecture, wanted, { profile = false, products = 'float32' } = {}) {
  seconds = 0;
  await createOrtRuntime(timed(profile)).forward({
    architecture,
    inputs: [images],
    norm: 'joint',
    weights,
    readings: wanted,
    products,
  });
  return seconds;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const fractions = { plain: [], read: [], bytes: [] };
const rates = { product: [], plain: [], read: [], bytes: [] };
const architectures = Array.from({ length: cells }, () => space.build(space.sample(rng)));
for (const architecture of architectures) {
  const macs = countCost(architecture).macs * batch;
  if (macs < 1e9) continue;
  const peak = await measureProductRate(timed(false));
  rates.product.push(peak);
  for (const [kind, wanted, products] of [
    ['plain', outputs, 'float32'],
    ['read', readings, 'float32'],
    ['bytes', readings, 'int8'],
  ]) {
    const rate = macs / (await pass(architecture, wanted, { products }));
    rates[kind].push(rate);
    fractions[kind].push(rate / peak);
  }
}
const giga = (rate) => `${(rate / 1e9).toFixed(1)} GMAC/s`;
console.log(`One thread, batch ${batch}, ${name}, ${rates.product.length} random cells; medians`);
console.log(`a ${productSide} x ${productSide} matrix product: ${giga(median(rates.product))}`);
console.log(`forward pass: ${giga(median(rates.plain))}, ${(100 * median(fractions.plain)).toFixed(0)} % of it`);
console.log(
  `forward pass with the signs ePADS reads (batch split in halves): ${giga(median(rates.read))}, ${(100 * median(fractions.read)).toFixed(0)} %`,
);
console.log(`the same with int8 products: ${giga(median(rates.bytes))}, ${(100 * median(fractions.bytes)).toFixed(0)} %`);

const byOp = new Map();
for (const architecture of architectures) await pass(architecture, readings, { profile: true });
for (const file of readdirSync(folder)) {
  for (const event of JSON.parse(readFileSync(join(folder, file), 'utf8'))) {
    if (event.cat === 'Node' && event.name.endsWith('kernel_time'))
      byOp.set(event.args.op_name, (byOp.get(event.args.op_name) ?? 0) + event.dur);
  }
}
rmSync(folder, { recursive: true });
const total = [...byOp.values()].reduce((a, b) => a + b, 0);
console.log(
  `time by operator: ${[...byOp]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 10)
    .map(([op, time]) => `${op} ${((100 * time) / total).toFixed(0)} %`)
    .join(', ')}`,
);
