export { compileCondition, namesIn, type Decision, type Values } from './decide-condition.js';
export { parseCondition } from './parse-condition.js';
export type { Condition, Term } from './types.js';
