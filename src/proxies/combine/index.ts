export { combinations } from './combinations.js';
export { combineScores, orientScore, orientScores, parseCombination, weighProxies } from './combine-scores.js';
export type { Combined, ScoreColumn, Scale } from './types.js';
