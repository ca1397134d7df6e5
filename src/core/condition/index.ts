export { compileCondition, namesIn } from './decide-condition.js';
export { parseCondition } from './parse-condition.js';
