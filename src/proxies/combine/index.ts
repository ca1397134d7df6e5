export { combinations } from './combinations.js';
export { combineScores, orientScores, parseCombination, weighProxies } from './combine-scores.js';
export type { Combined, ScoreColumn, Scale } from './types.js';
