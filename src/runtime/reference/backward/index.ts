import { refuseForeign } from '../../../arch/ops/foreign.js';
import { activation } from './activation.js';
import { arithmetic } from './arithmetic.js';
import { convolution } from './convolution.js';
import { linear } from './linear.js';
import { moves } from './moves.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { recurrent } from './recurrent.js';
import type { BackwardRules } from './types.js';

/** How a gradient passes each operator of the IR, in double precision. */
export const backwardRules: BackwardRules = {
  ...convolution,
  ...linear,
  ...normalization,
  ...activation,
  ...pooling,
  ...arithmetic,
  ...moves,
  ...recurrent,
  foreign: refuseForeign,
};
