import type { OptimizerId } from '../types.js';
import { adamw } from './adamw.js';
import { sgd } from './sgd.js';
import type { Optimizer } from './types.js';

export const optimizers: { readonly [O in OptimizerId]: Optimizer } = { sgd, adamw };
