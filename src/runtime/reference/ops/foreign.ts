import { refuseForeign } from '../../../arch/ops/foreign.js';
import type { ReferenceFamily } from './types.js';

export const foreign: ReferenceFamily<'foreign'> = { foreign: refuseForeign };
