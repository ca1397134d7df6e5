/**
 * What the default judgement picks under a limit, where accuracies are known: on NAS-Bench-Macro and on NATS-Bench's size space, all networks
 * with at most half of the MACs of the largest are what shrinking it could give. The pick of the judgement, and of the largest params and MACs,
 * beside random picks under the same limit (their mean is exact, over all that meet it) and the best there is.
 * Run: npm run study:shrink -- SHARED/data; with `--torchvision [model ...]`, models of torchvision shrunk to half of their MACs
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSpace } from 'assay';
import { openSearch, readTable } from 'assay/node';

const [shared, ...models] = process.argv.slice(2);
if (shared === '--torchvision') {
  const { shrinkTorchvision } = await import('./shrink-torchvision.mjs');
  await shrinkTorchvision(
    models.length > 0 ? models : ['mobilenet_v2', 'resnet18', 'vit_b_32', 'segmentation.lraspp_mobilenet_v3_large'],
  );
  process.exit(0);
}
const tables = [
  { space: 'nas-bench-macro', largest: '22222222', file: 'nasbench_macro/nb_macro_c10.csv.gz', columns: ['c10_mean'] },
  { space: 'nats-bench-size', largest: '64:64:64:64:64', file: 'nats_sss/sss.csv.gz', columns: ['c10', 'c100', 'in16'] },
  {
    space: 'nats-bench-size:size=16:classes=120',
    largest: '64:64:64:64:64',
    file: 'nats_sss/sss.csv.gz',
    columns: ['in16'],
  },
];
if (shared === undefined || !existsSync(join(shared, tables[0].file))) {
  console.log(`study:shrink: expected the folder of the tables (${tables[0].file}), got ${shared ?? 'none'}`);
  process.exit(2);
}

for (const { space: spec, largest, file, columns } of tables) {
  const space = openSpace(spec);
  const costOf = (text) => space.cost(space.decode(text));
  const limit = Math.floor(costOf(largest).macs / 2);
  const table = await readTable(join(shared, file));
  const columnOf = (name) => [...table.columns[table.names.indexOf(name)]];
  const archs = columnOf('arch').map(String);
  const session = await openSearch({ space: spec, where: `macs <= ${limit}`, searcher: 'exhaustive' });
  const start = performance.now();
  const result = await session.run();
  const seconds = (performance.now() - start) / 1000;
  const [judged] = result.best(1);
  const within = [...archs.keys()].filter((i) => costOf(archs[i]).macs <= limit);
  const largestBy = (quantity) =>
    within.reduce((best, i) => (costOf(archs[i])[quantity] > costOf(archs[best])[quantity] ? i : best), within[0]);
  const picks = {
    judgement: archs.indexOf(judged.architecture),
    'most params': largestBy('params'),
    'most MACs': largestBy('macs'),
  };
  console.log(
    `${spec}: ${within.length} of ${archs.length} networks have at most half of the ${costOf(largest).macs} MACs of ${largest}; judged in ${seconds.toFixed(1)} s`,
  );
  for (const column of columns) {
    const accuracies = columnOf(column).map(Number);
    const known = within.map((i) => accuracies[i]);
    const mean = known.reduce((sum, own) => sum + own, 0) / known.length;
    const deviation = Math.sqrt(known.reduce((sum, own) => sum + (own - mean) ** 2, 0) / known.length);
    const parts = Object.entries(picks).map(([name, i]) => {
      const below = known.filter((own) => own < accuracies[i]).length / known.length;
      return `${name} ${accuracies[i].toFixed(2)} (${archs[i]}, above ${(100 * below).toFixed(1)} %)`;
    });
    console.log(
      `  ${column}: ${parts.join('; ')}; random ${mean.toFixed(2)} ± ${deviation.toFixed(2)}; best ${Math.max(...known).toFixed(2)}; the network as it is ${accuracies[archs.indexOf(largest)].toFixed(2)}`,
    );
  }
}
