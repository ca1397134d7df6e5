import type { CorrelationMetric, PublishedFigure, SearchMetric } from '../types.js';

/** The test accuracies of NAS-Bench-201, in the order papers print them. */
const threeSets = ['c10-test', 'c100-test', 'in16-test'] as const;

/** Of CIFAR-10, CIFAR-100 and ImageNet16-120. */
export type ThreeFigures = readonly [number | null, number | null, number | null];

/** One metric on the three data sets; null where the paper prints none. */
export function onThreeSets(
  metric: CorrelationMetric | SearchMetric,
  published: ThreeFigures,
  tolerance: number,
): PublishedFigure[] {
  return threeSets.map((target, i) => ({ target, metric, published: published[i] ?? null, tolerance }));
}

type SixFigures = readonly [number | null, number | null, number | null, number | null, number | null, number | null];

/** The six metrics of the epsilon paper on one target: Spearman, its top tenth, Kendall, its top tenth, overlap of top tenths in %, of the best 64 in the top twentieth. */
export function sixMetrics(
  target: string,
  [spearman, spearmanTop10, kendall, kendallTop10, overlapTop10, topOfTop]: SixFigures,
  tolerance: { readonly whole: number; readonly top: number; readonly overlap: number; readonly count: number },
): PublishedFigure[] {
  return [
    { target, metric: 'spearman', published: spearman, tolerance: tolerance.whole },
    { target, metric: 'spearmanTop10', published: spearmanTop10, tolerance: tolerance.top },
    { target, metric: 'kendall', published: kendall, tolerance: tolerance.whole },
    { target, metric: 'kendallTop10', published: kendallTop10, tolerance: tolerance.top },
    { target, metric: 'overlapTop10', published: overlapTop10, tolerance: tolerance.overlap },
    { target, metric: 'topOfTop', published: topOfTop, tolerance: tolerance.count },
  ];
}
