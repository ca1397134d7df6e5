export { bestOf, type Best } from './best-of.js';
export { bootstrapInterval, type BootstrapOptions, type Interval } from './bootstrap-interval.js';
export { kendallTauB, tauB, type PairCounts } from './kendall-tau-b.js';
export { ndcg } from './ndcg.js';
export { pearson } from './pearson.js';
export { percentile } from './percentile.js';
export { rankingMetrics, type RankingMetrics } from './ranking-metrics.js';
export { ranks } from './ranks.js';
export { spearman } from './spearman.js';
