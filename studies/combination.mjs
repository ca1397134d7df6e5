/**
 * Which combination of scores ranks NAS-Bench-201 best, without fitting it to what it is judged on. Weights are chosen by Kendall's tau-b with
 * CIFAR-10 accuracy on the cells of a random half of the classes (cells that compute the same are one class), and judged on the cells of the
 * other half and on the data sets that nobody looked at; again for every split. SED and epsilon keep the weights of `sed-epsilon`;
 * at most three scores of one forward pass join them, each with weight 0.5 or 1, as a sum of ranks or of log-ranks (AZ-NAS).
 * Then the combination with the highest mean over these halves, on all cells.
 * Run: npm run study:combination -- SHARED/data [scores, as study:all-cells left them: build/all-cells-32-64.jsonl] [splits: 10]
 */
import { bootstrapInterval, createRng, kendallTauB, ranks, spearman } from 'assay';
import { cheapProxies, cheapScores, passProxies, readCells, readScores } from './nas-bench-201/cells.mjs';

const [shared, file = 'build/all-cells-32-64.jsonl', splitCount = '10'] = process.argv.slice(2);
if (shared === undefined) {
  console.log(
    'study:combination: expected the folder of the tables (nasbench201/nb201.csv.gz), and the scores of npm run study:all-cells',
  );
  process.exit(2);
}
const { archs, distinct, firstLike, truthOf } = readCells(shared);
const known = readScores(file);
const missing = distinct.filter((arch) => !known.has(arch)).length;
if (missing > 0) {
  console.log(
    `study:combination: expected scores of all ${distinct.length} distinct cells in ${file}, got ${distinct.length - missing} (npm run study:all-cells -- SHARED/data goes on where it stopped)`,
  );
  process.exit(1);
}
const cheap = await cheapScores(archs);

/** Scores of every cell, undefined ones last. */
const columns = new Map(
  [...cheapProxies, ...passProxies].map((proxy) => {
    const place = passProxies.indexOf(proxy);
    return [
      proxy,
      archs.map(
        (arch) => (place < 0 ? cheap.get(arch)[cheapProxies.indexOf(proxy)] : known.get(firstLike.get(arch))[place]) ?? -Infinity,
      ),
    ];
  }),
);
const truth = truthOf(archs);
const gather = (values, places) => places.map((at) => values[at]);

const base = { 'sed:preset=nas-bench-201': 1, epsilon: 0.2 };
const joining = passProxies.filter((proxy) => !proxy.includes('pairs'));
const subsets = (count, from = 0) =>
  count === 0
    ? [[]]
    : joining.slice(from).flatMap((proxy, i) => subsets(count - 1, from + i + 1).map((rest) => [proxy, ...rest]));
const weightings = (proxies) =>
  proxies.reduce((all, proxy) => all.flatMap((weights) => [0.5, 1].map((weight) => ({ ...weights, [proxy]: weight }))), [{}]);
const combinations = ['rank-sum', 'log-rank'].flatMap((how) =>
  [0, 1, 2, 3].flatMap((count) =>
    subsets(count).flatMap((proxies) => weightings(proxies).map((weights) => ({ how, weights: { ...base, ...weights } }))),
  ),
);
const textOf = ({ how, weights }) =>
  `${how}:${Object.entries(weights)
    .map(([proxy, weight]) => `${proxy}=${weight}`)
    .join(' ')}`;

/** Ranks, and their logarithms, within some cells. */
function ranksWithin(places) {
  return new Map(
    [...columns].map(([proxy, values]) => {
      const own = ranks(gather(values, places));
      return [proxy, { 'rank-sum': own, 'log-rank': own.map((rank) => Math.log(rank / places.length)) }];
    }),
  );
}
function combine(within, { how, weights }) {
  const parts = Object.entries(weights).map(([proxy, weight]) => ({ values: within.get(proxy)[how], weight }));
  return parts[0].values.map((_, i) => parts.reduce((sum, { values, weight }) => sum + weight * values[i], 0));
}
const format = (values) => values.map((value) => value.toFixed(3)).join(' ');

const everywhere = archs.map((_, i) => i);
/** Sum over splits of tau-b on the half that chooses. */
const sums = new Float64Array(combinations.length);
const gains = [];
console.log(
  `NAS-Bench-201, scores of ${file}; ${combinations.length} combinations of SED, 0.2 epsilon and at most three of ${joining.join(', ')}; tau-b with CIFAR-10, CIFAR-100, ImageNet16-120`,
);
console.log('\nChosen by CIFAR-10 on half of the classes; tau-b on the cells of the other half, beside SED + 0.2 epsilon there');
for (let split = 0; split < Number(splitCount); split++) {
  const half = new Set(
    createRng(split, 'combination')
      .shuffle([...distinct])
      .slice(0, distinct.length / 2),
  );
  const [own, other] = [true, false].map((isOwn) => everywhere.filter((i) => half.has(firstLike.get(archs[i])) === isOwn));
  const within = ranksWithin(own);
  const target = gather(truth[0], own);
  const taus = combinations.map((combination) => kendallTauB(combine(within, combination), target));
  const chosen = combinations[taus.indexOf(Math.max(...taus))];
  const judged = ranksWithin(other);
  const tausOf = (combination) => truth.map((accuracies) => kendallTauB(combine(judged, combination), gather(accuracies, other)));
  const [reached, before] = [tausOf(chosen), tausOf({ how: 'rank-sum', weights: base })];
  gains.push(reached.map((tau, set) => [tau, before[set]]));
  taus.forEach((tau, i) => (sums[i] += tau));
  console.log(`split ${split}  ${format(reached)}  (${format(before)})  ${textOf(chosen)}`);
}
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
console.log(
  `mean     ${format(truth.map((_, set) => mean(gains.map((own) => own[set][0]))))}  (${format(truth.map((_, set) => mean(gains.map((own) => own[set][1]))))})`,
);

console.log(
  '\nThe highest mean over the choosing halves, and without each of its parts: Spearman / tau-b; 95 % bootstrap interval for the distinct cells',
);
const elected = combinations[sums.indexOf(Math.max(...sums))];
const isDistinct = new Set(distinct);
for (const [title, places] of [
  [`${archs.length} cells`, everywhere],
  [`${distinct.length} distinct cells`, everywhere.filter((i) => isDistinct.has(archs[i]))],
]) {
  console.log(title);
  const within = ranksWithin(places);
  const smaller = Object.keys(elected.weights)
    .filter((proxy) => !(proxy in base))
    .map((proxy) => ({
      how: elected.how,
      weights: Object.fromEntries(Object.entries(elected.weights).filter(([own]) => own !== proxy)),
    }));
  for (const combination of [elected, ...smaller, { how: 'rank-sum', weights: base }]) {
    const values = combine(within, combination);
    const figures = truth.map((accuracies) => {
      const target = gather(accuracies, places);
      const text = `${spearman(values, target).toFixed(3)} / ${kendallTauB(values, target).toFixed(3)}`;
      if (places === everywhere || combination !== elected) return text;
      const { low, high } = bootstrapInterval(
        values.length,
        (sample) => kendallTauB(gather(values, Array.from(sample)), gather(target, Array.from(sample))),
        { seed: 0, purpose: 'combination', resamples: 100 },
      );
      return `${text} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
    });
    const best = values.indexOf(Math.max(...values));
    console.log(
      `${textOf(combination).padEnd(80)} ${figures.join('   ')}   best cell ${truth.map((accuracies) => accuracies[places[best]].toFixed(2)).join(' / ')}`,
    );
  }
}
