import { parameter, usageError } from '../core/errors.js';
import { keepInit } from '../runtime/weights/definitions.js';

/** @throws a usage error if the architectures of a space should keep their weights: only files hold weights. */
export function requireDrawnWeights(init: string | undefined): void {
  if (init !== keepInit) return;
  throw usageError(parameter('init'), {
    expected: 'an initialisation that draws weights',
    got: keepInit,
    hint: 'the architectures of a space have no weights; those of an .onnx file are kept where files are scored',
    code: 'unsupported',
  });
}
