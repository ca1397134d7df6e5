/**
 * How much float32 maps cost epsilon: extended arithmetic as it runs, against the same network in doubles throughout with nothing
 * left out, over the distinct cells of NAS-Bench-201 on the grey ramp, batch 64.
 * Run: npm run bench -- epsilon-precision [every]      (every: each how-manieth class, 20 unless said; 1 takes a quarter of an hour)
 */
import { openSpace, spearman } from 'assay';
import { epsilonParts } from '../dist/proxies/epsilon.js';
import { createOneChannelRuntime } from '../dist/runtime/one-channel/runtime.js';
import { rampImages } from './real-images.mjs';

const every = Number(process.argv[2] ?? 20);
const space = openSpace('nas-bench-201:classes=1');
const distinct = [...new Map([...space.enumerate()].map((genotype) => [space.canonical(genotype), genotype])).values()];
const images = await rampImages(64);
const requests = [1e-7, 1].map((weight) => ({ kind: 'constant', weight, arithmetic: 'extended' }));
const runtimes = [createOneChannelRuntime(), createOneChannelRuntime({ kernels: 'none' })];

const rows = [];
let undefinedIn = 0;
for (let i = 0; i < distinct.length; i += every) {
  const architecture = space.build(distinct[i]);
  const [fast, exact] = runtimes.map((runtime) => {
    const { mae, mean } = epsilonParts(...runtime.run(architecture, requests, images).map(({ values }) => values));
    return mae / mean;
  });
  if (Number.isNaN(fast) !== Number.isNaN(exact))
    throw new Error(`${space.encode(distinct[i])}: ${fast} but ${exact} in doubles`);
  if (Number.isNaN(fast)) undefinedIn++;
  else
    rows.push({
      cell: space.encode(distinct[i]),
      fast,
      exact,
      absolute: Math.abs(fast - exact),
      relative: Math.abs(fast / exact - 1),
    });
}
console.log(
  `${rows.length} classes defined in both, ${undefinedIn} in neither; Spearman ${spearman(
    rows.map((r) => r.fast),
    rows.map((r) => r.exact),
  ).toFixed(7)}`,
);
for (const [name, kept] of [
  ['all', rows],
  ['scores of at least 0.01', rows.filter(({ exact }) => exact >= 0.01)],
]) {
  for (const kind of ['absolute', 'relative']) {
    const sorted = kept.toSorted((a, b) => a[kind] - b[kind]);
    const at = (share) => sorted[Math.floor(share * (sorted.length - 1))][kind].toExponential(1);
    const worst = sorted[sorted.length - 1];
    console.log(
      `${name}, ${kind} difference: median ${at(0.5)}, 99 % ${at(0.99)}, largest ${at(1)} (${worst.cell}: ${worst.fast} for ${worst.exact})`,
    );
  }
}
