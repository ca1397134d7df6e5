/**
 * The fitted judgement (`assay fit`) against the number of networks it learned from: Kendall's tau-b on all networks at hand, the mean over random
 * draws of the known ones, with the standard deviation of the draws.
 * Run: nice npm run study:predictor -- SHARED/data [draws: 20] [networks a table: 2000; of NAS-Bench-201 all] [TABLE ...]
 *   (TABLES: nas-bench-201, nas-bench-101, nas-bench-301, darts, nats-bench-size, nas-bench-macro; NAS-Bench-201 takes some ten minutes)
 */
import { createRng, predictorCurve, tableSources } from 'assay';
import { readTableSource } from 'assay/node';

const [folder, draws = '20', count = '2000', ...asked] = process.argv.slice(2);
if (folder === undefined) {
  console.log('study:predictor: expected the folder of the tables');
  process.exit(2);
}
/** Published with as many trained networks: .667, .677, .765, .836. */
const counts = { 'nas-bench-201': [39, 78, 156, 469] };
const usual = [10, 39, 78, 156, 469];
const only = asked.length > 0 ? asked : ['nas-bench-201', 'nas-bench-101', 'nas-bench-301', 'darts', 'nats-bench-size'];
const show = (value) => value.toFixed(3).replace(/^(-?)0\./, '$1.');
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

for (const source of tableSources.filter(({ id }) => only.includes(id))) {
  const table = await readTableSource(source, { folder });
  if (table === undefined) continue;
  const all = source.architectures(table);
  const [[target, read]] = Object.entries(source.targets);
  const values = read(table);
  const first = new Map(all.map((text, row) => [text, row]).toReversed());
  const able = [...all.keys()].filter((row) => Number.isFinite(values[row]) && first.get(all[row]) === row);
  const rows = source.id === 'nas-bench-201' ? able : createRng(0, 'transfer').shuffle(able).slice(0, Number(count));
  const started = performance.now();
  const { points, judgementTau, features } = await predictorCurve({
    space: source.space,
    architectures: rows.map((row) => all[row]),
    accuracies: rows.map((row) => values[row]),
    counts: (counts[source.id] ?? usual).filter((known) => known < rows.length / 2),
    draws: Number(draws),
    onDraw: (known, draw, tau) => console.error(`${source.id}: ${known} known, draw ${draw + 1}: ${show(tau)}`),
  });
  console.log(
    `\n${source.id}, ${target}: ${rows.length} networks, ${features} features, ${draws} draws; nothing fitted ${show(judgementTau ?? NaN)}`,
  );
  console.log('known  tau-b  (draws)  unseen  chosen');
  for (const { count: known, taus, unseenTaus, chosen } of points)
    console.log(
      `${String(known).padStart(5)}  ${show(mean(taus))}  (${show(deviation(taus))})  ${show(mean(unseenTaus))}   ${Object.entries(
        chosen,
      )
        .map(([id, times]) => `${id} ${times}`)
        .join(', ')}`,
    );
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
}
