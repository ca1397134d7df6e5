import { refuseForeign } from '../../../arch/ops/foreign.js';
import type { ConstantOpFamily } from './types.js';

/** Refused before anything is run (`lower`). */
export const foreign: ConstantOpFamily<'foreign'> = { foreign: refuseForeign };
