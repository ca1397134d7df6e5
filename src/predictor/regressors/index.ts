import { forest } from './forest.js';
import { gaussianProcess, ridge } from './gaussian-process.js';
import type { RegressorDefinition } from './types.js';

/** Every regressor, the first preferred where others are no better. A new one adds its line here. */
export const regressors: readonly RegressorDefinition[] = [gaussianProcess, ridge, forest];
