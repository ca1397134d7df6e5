import { activation } from './activation.js';
import { arithmetic } from './arithmetic.js';
import { convolution } from './convolution.js';
import { foreign } from './foreign.js';
import { linear } from './linear.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { recurrent } from './recurrent.js';
import { shape } from './shape.js';
import { tables } from './tables.js';
import type { ReferenceOps } from './types.js';

/** Every operator of the IR in double precision. */
export const referenceOps: ReferenceOps = {
  ...convolution,
  ...linear,
  ...normalization,
  ...activation,
  ...pooling,
  ...arithmetic,
  ...shape,
  ...tables,
  ...foreign,
  ...recurrent,
};
