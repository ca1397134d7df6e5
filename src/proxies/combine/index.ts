export { combinations } from './combinations.js';
export { combineScores, orientScores, parseCombination, weighProxies } from './combine-scores.js';
export type { Combination, Combined, ScoreColumn, Scale, WeightedColumn } from './types.js';
export { voteLimit } from './vote.js';
