import { refuseForeign } from '../../arch/ops/foreign.js';
import type { LoweringFamily } from './types.js';

export const foreign: LoweringFamily<'foreign'> = { foreign: refuseForeign };
