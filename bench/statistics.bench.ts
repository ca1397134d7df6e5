/**
 * What rank statistics cost on the rows of NAS-Bench-101 (423,624) and NAS-Bench-201 (15,625).
 * Run: npx vitest bench --run bench/statistics.bench.ts
 */
import { bench, describe } from 'vitest';
import { createRng } from '../src/core/rng.js';
import { kendallTauB, rankingMetrics, ranks, spearman } from '../src/core/statistics/index.js';

for (const n of [423_624, 15_625]) {
  const rng = createRng(1, 'bench');
  const x = Float64Array.from({ length: n }, () => rng.next());
  const y = Float64Array.from({ length: n }, () => rng.next());
  const tied = Float64Array.from({ length: n }, () => rng.int(28));
  describe(`${n.toLocaleString('en')} rows`, () => {
    const options = { time: 2000, warmupTime: 200 };
    bench('ranks', () => void ranks(x), options);
    bench('spearman', () => void spearman(x, y), options);
    bench('kendallTauB, random pairs', () => void kendallTauB(x, y), options);
    bench('kendallTauB, 28 distinct scores', () => void kendallTauB(tied, y), options);
    bench('rankingMetrics (all six)', () => void rankingMetrics(x, y), options);
  });
}
