import type { HandlerFamily } from '../handler.js';
import { activationOps } from './activation.js';
import { arithmeticOps } from './arithmetic.js';
import { linearOps } from './linear.js';
import { normalizationOps } from './normalization.js';
import { poolingOps } from './pooling.js';
import { shapeOps } from './shape.js';

/** ONNX operators on activations, by name. */
export const handlers: HandlerFamily = {
  ...linearOps,
  ...normalizationOps,
  ...activationOps,
  ...poolingOps,
  ...arithmeticOps,
  ...shapeOps,
};
