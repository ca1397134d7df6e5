import { refuseForeign } from '../../../arch/ops/foreign.js';
import type { ConstantOpFamily } from './types.js';

/** Refused by `lower`, before anything runs. */
export const foreign: ConstantOpFamily<'foreign'> = { foreign: refuseForeign };
