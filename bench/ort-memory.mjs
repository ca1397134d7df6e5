/**
 * Memory over a long stream of different networks, each built, run once and released: it must be flat.
 * Prints the resident memory of the process (all workers) every tenth of the way.
 * Run: npm run bench -- ort-memory [architectures: 10000] [batch: 4] [space: nas-bench-201] [proxies: some that share one forward pass]
 */
import { createRng, evaluateArchitectures, openSpace } from 'assay';
import { openPlan } from 'assay/node';

const [count = 10_000, batch = 4] = process.argv.slice(2).map(Number);
const spaceText = process.argv[4] ?? 'nas-bench-201';
const proxies = process.argv[5]?.split(',') ?? ['epads', 'naswot', 'zen', 'meco', 'logsynflow'];
const space = openSpace(spaceText);
const rng = createRng(0, 'memory');
function* architectures() {
  for (let i = 0; i < count; i++) yield space.encode(space.sample(rng));
}
const plan = await openPlan({ space: spaceText, proxies, data: 'noise', batch, seed: 0 });
const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
const started = performance.now();
console.log(
  `${count} networks of ${spaceText}, batch ${batch}, ${proxies.join(' + ')}; at the start ${megabytes().toFixed(0)} MB`,
);
let next = count / 10;
let failed = 0;
for await (const { index, evaluation } of evaluateArchitectures(plan, architectures(), { total: count })) {
  if (Object.values(evaluation.scores).some((score) => !score.ok && score.reason.includes('onnxruntime'))) failed++;
  if (index + 1 < next) continue;
  console.log(
    `${String(index + 1).padStart(7)}  ${megabytes().toFixed(0)} MB  ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  next += count / 10;
}
await plan.close();
console.log(`${failed} failed; peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
