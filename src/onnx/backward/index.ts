import { activation } from './activation.js';
import { arithmetic } from './arithmetic.js';
import { convolution } from './convolution.js';
import { linear } from './linear.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
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
  recurrent: { because: 'gradients through time are not written' },
  foreign: { because: 'nothing here runs it' },
};
