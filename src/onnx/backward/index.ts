import { activation } from './activation.js';
import { arithmetic } from './arithmetic.js';
import { convolution } from './convolution.js';
import { linear } from './linear.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { recurrent } from './recurrent.js';
import { shape } from './shape.js';
import type { BackwardRules } from './types.js';

/** How a gradient passes each operator of the IR, as ONNX nodes. */
export const backwardRules: BackwardRules = {
  ...convolution,
  ...linear,
  ...normalization,
  ...activation,
  ...pooling,
  ...arithmetic,
  ...shape,
  ...recurrent,
  foreign: { because: 'nothing here runs it' },
};
