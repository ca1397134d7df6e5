export { conditionText, partsOf } from './parts-of.js';
export { boundsOf, type Bound } from './bounds-of.js';
export { comparators, compileCondition, namesIn } from './decide-condition.js';
export { parseCondition, wordsIn } from './parse-condition.js';
