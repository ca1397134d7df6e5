export { combinations } from './combinations.js';
export { combineScores, orientScores, parseCombination } from './combine-scores.js';
export type { Combination, Combined, ScoreColumn, WeightedColumn } from './types.js';
export { voteLimit } from './vote.js';
