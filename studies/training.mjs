/**
 * Whether short training here means something: NAS-Bench-201 cells spread over the range of the table's accuracies after 12 epochs on all of
 * CIFAR-10, trained from scratch on the first 1,024 images, in networks that are smaller than the benchmark's; rank correlation of the
 * accuracy on 256 other images with the table's. Every finished network is kept: the same command goes on where it was stopped.
 * Run: npm run study:training -- [SHARED: ../shared] [cells: 12] [epochs: 24] [space options: C=16:N=1:size=16] [batch: 32] [threads: 1] [FOLDER: runs/study-training]
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { countCost, kendallTauB, numberColumn, openSpace, spearman, textColumn } from 'assay';
import { readTable, trainArchitecture } from 'assay/node';

const [
  shared = '../shared',
  cells = 12,
  epochs = 24,
  options = 'C=16:N=1:size=16',
  batch = 32,
  threads = 1,
  folder = 'runs/study-training',
] = process.argv.slice(2);
const table = await readTable(join(shared, 'data/nasbench201/nb201.csv.gz'));
const archs = textColumn(table, 'arch');
const accuracies = numberColumn(table, 'nats_c10_test12');
// The 341 cells that no image passes through stay at 10 % however long they train, so they are left out.
const order = [...archs.keys()].filter((i) => accuracies[i] > 10).sort((a, b) => accuracies[a] - accuracies[b]);
// Evenly over the accuracies, not over the ranks, most of which lie close together: the cell nearest to each.
const low = accuracies[order[0]];
const high = accuracies[order[order.length - 1]];
const classes = textColumn(table, 'iso_class');
const chosen = [];
for (let k = 0; k < Number(cells); k++) {
  const wanted = low + ((high - low) * k) / (Number(cells) - 1);
  const distance = (i) => Math.abs(accuracies[i] - wanted);
  // Cells that compute the same count once.
  const left = order.filter((i) => chosen.every((other) => classes[other] !== classes[i]));
  chosen.push(left.reduce((best, i) => (distance(i) < distance(best) ? i : best)));
}
const space = openSpace(`nas-bench-201:${options}`);
console.log(
  `${cells} cells of NAS-Bench-201, ${epochs} epochs of 1,024 images in networks of ${options}, batch ${batch}, ${threads} thread`,
);
const reached = [];
const losses = [];
const params = [];
for (const i of chosen) {
  const own = join(folder, `${options.replaceAll(':', '-')}-${epochs}`, String(i));
  mkdirSync(own, { recursive: true });
  const cpu = process.cpuUsage();
  const result = await trainArchitecture({
    architecture: archs[i],
    space: `nas-bench-201:${options}`,
    data: join(shared, 'data/images'),
    epochs: Number(epochs),
    batch: Number(batch),
    threads: Number(threads),
    folder: own,
    resume: existsSync(join(own, 'checkpoint.safetensors')),
  });
  const { user, system } = process.cpuUsage(cpu);
  const last = result.epochs.at(-1);
  reached.push(result.accuracy);
  losses.push(-last.validationLoss);
  params.push(countCost(space.build(space.decode(archs[i]))).params);
  console.log(
    `${archs[i]}: ${result.accuracy.toFixed(1)} % here (training ${last.trainAccuracy.toFixed(1)} %), ${accuracies[i].toFixed(1)} % in the table, ${((user + system) / 1e6).toFixed(0)} s of one core`,
  );
}
const truth = chosen.map((i) => accuracies[i]);
for (const [title, values] of Object.entries({ 'validation accuracy': reached, 'validation loss': losses, params }))
  console.log(`${title}: Kendall tau-b ${kendallTauB(values, truth).toFixed(2)}, Spearman ${spearman(values, truth).toFixed(2)}`);
