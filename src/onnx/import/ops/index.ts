import type { HandlerFamily } from '../handler.js';
import { activationOps } from './activation.js';
import { arithmeticOps } from './arithmetic.js';
import { attentionOps } from './attention.js';
import { linearOps } from './linear.js';
import { logicOps } from './logic.js';
import { machineLearningOps } from './machine-learning.js';
import { microsoftOps } from './microsoft.js';
import { normalizationOps } from './normalization.js';
import { poolingOps } from './pooling.js';
import { quantizedOps } from './quantized.js';
import { recurrentOps } from './recurrent.js';
import { resizeOps } from './resize.js';
import { shapeOps } from './shape.js';
import { triangleOps } from './triangles.js';

const onnxOps: HandlerFamily = {
  ...linearOps,
  ...normalizationOps,
  ...activationOps,
  ...poolingOps,
  ...arithmeticOps,
  ...shapeOps,
  ...logicOps,
  ...resizeOps,
  ...quantizedOps,
  ...recurrentOps,
  ...triangleOps,
};

/** Operators on activations, by domain and name. Runtimes put their fused operators into the domain of ONNX too. */
export const handlers: { readonly [domain: string]: HandlerFamily } = {
  '': {
    ...onnxOps,
    ...attentionOps,
    RMSNormalization: microsoftOps['SimplifiedLayerNormalization'],
    SimplifiedLayerNormalization: microsoftOps['SimplifiedLayerNormalization'],
    SkipSimplifiedLayerNormalization: microsoftOps['SkipSimplifiedLayerNormalization'],
  },
  'ai.onnx.ml': machineLearningOps,
  'com.microsoft': { ...onnxOps, ...microsoftOps },
};
