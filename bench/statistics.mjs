/**
 * What rank statistics cost on as many rows as NAS-Bench-101 (423,624) and NAS-Bench-201 (15,625) have, on one core.
 * Run after a build: node bench/statistics.mjs
 */
import { createRng, kendallTauB, ndcg, rankingMetrics, ranks, spearman } from 'assay';

/** Median milliseconds of `rounds` calls after three unmeasured ones. */
function median(rounds, call) {
  const times = [];
  for (let round = -3; round < rounds; round++) {
    const started = performance.now();
    call();
    if (round >= 0) times.push(performance.now() - started);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
}

for (const n of [423_624, 15_625]) {
  const rng = createRng(1, 'bench');
  const x = Float64Array.from({ length: n }, () => rng.next());
  const y = Float64Array.from({ length: n }, () => rng.next());
  const tied = Float64Array.from({ length: n }, () => rng.int(28));
  const calls = {
    ranks: () => ranks(x),
    spearman: () => spearman(x, y),
    'kendallTauB, random pairs': () => kendallTauB(x, y),
    'kendallTauB, 28 distinct scores': () => kendallTauB(tied, y),
    'rankingMetrics (all six)': () => rankingMetrics(x, y),
    ndcg: () => ndcg(x, y),
  };
  for (const [name, call] of Object.entries(calls))
    console.log(`${n} rows  ${name.padEnd(32)} ${median(11, call).toFixed(1)} ms`);
}
