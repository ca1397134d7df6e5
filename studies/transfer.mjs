/**
 * Whether a combination whose weights were chosen on NAS-Bench-201 (study:combination) ranks other spaces: random architectures of other tables,
 * scored with a forward pass of random weights; tau-b of every score, of the default combination and of the chosen ones with accuracy.
 * Run: npm run study:transfer -- TABLES [architectures: 300] [images' height and width: 16] [batch: 32] [TABLE ...]
 *   (TABLES: a folder in which the tables of src/reproduce/tables.ts and images/cifar10_train_0-1023.bin.gz lie)
 */
import { bootstrapInterval, combineScores, createRng, evaluateArchitectures, kendallTauB, spearman, tableSources } from 'assay';
import { findImages, openPlan, readTableSource } from 'assay/node';

const [folder = '../shared/data', count = '300', size = '16', batch = '32', ...asked] = process.argv.slice(2);
const only = asked.length > 0 ? asked : ['nas-bench-101', 'darts'];
const proxies = ['params', 'macs', 'sed:preset=nas-bench-201', 'epsilon', 'meco:channels=8', 'az-progressivity', 'logsynflow'];
const combinations = [
  'rank-sum:sed=1:epsilon=0.2',
  'log-rank:sed=1:epsilon=0.2:meco=1:az-progressivity=0.5',
  'log-rank:sed=1:epsilon=0.2:meco=1:az-progressivity=0.5:logsynflow=0.5',
];
const unknown = only.filter((id) => !tableSources.some((source) => source.id === id));
if (unknown.length > 0) {
  console.log(`study:transfer: expected tables (${tableSources.map(({ id }) => id).join(', ')}), got ${unknown.join(', ')}`);
  process.exit(2);
}
const images = findImages({ folder });
const data = images ?? 'noise';

for (const source of tableSources.filter(({ id }) => only.includes(id))) {
  const table = await readTableSource(source, { folder });
  if (table === undefined) {
    console.log(`${source.title}: no ${source.files.join(' or ')} under ${folder}`);
    continue;
  }
  const all = source.architectures(table);
  const places = createRng(0, 'transfer')
    .shuffle([...all.keys()])
    .slice(0, Number(count));
  const architectures = places.map((place) => all[place]);
  const opened = await openPlan({ space: `${source.space}:size=${size}`, proxies, data, batch: Number(batch), seed: 0 });
  const columns = opened.resolved.proxies.map(({ text, proxy }) => ({
    key: text,
    id: proxy.id,
    direction: proxy.direction,
    scores: [],
  }));
  const started = performance.now();
  const onProgress = ({ done }) =>
    console.error(`${source.id}: ${done} of ${architectures.length}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  for await (const { evaluation } of evaluateArchitectures(opened, architectures, { onProgress }))
    for (const { key, scores } of columns) scores.push(evaluation.scores[key]);
  await opened.close();
  console.log(
    `\n${source.title}: ${architectures.length} random architectures, ${size}x${size}, batch ${batch}, ${images === undefined ? 'noise' : 'CIFAR-10 images'}; Spearman / tau-b [95 % bootstrap]`,
  );
  for (const [target, values] of Object.entries(source.targets)) {
    const accuracies = places.map((place) => values(table)[place]);
    const show = (name, scores, note = '') => {
      const rho = spearman(scores, accuracies);
      const tau = kendallTauB(scores, accuracies);
      if (rho === null || tau === null) {
        console.log(`${target}  ${name.padEnd(75)} no correlation: all ${scores.length} values are equal${note}`);
        return;
      }
      // Null where too few of the samples have a correlation.
      const interval = bootstrapInterval(
        accuracies.length,
        (sample) =>
          kendallTauB(
            Array.from(sample, (i) => scores[i]),
            Array.from(sample, (i) => accuracies[i]),
          ),
        { seed: 0, purpose: name, resamples: 200 },
      );
      const range = interval === null ? 'no interval' : `[${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`;
      console.log(`${target}  ${name.padEnd(75)} ${rho.toFixed(3)} / ${tau.toFixed(3)} ${range}${note}`);
    };
    for (const { key, direction, scores } of columns) {
      const undefinedScores = scores.filter((score) => !score.ok);
      const missing = undefinedScores.length;
      show(
        key,
        scores.map((score) => (score.ok ? (direction === 'lower' ? -score.value : score.value) : -Infinity)),
        missing === 0 ? '' : `   undefined ${missing}: ${undefinedScores[0].reason}`,
      );
    }
    for (const text of combinations) show(text, [...combineScores(text, columns).values]);
  }
}
