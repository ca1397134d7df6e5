import {
  inHalves,
  nativeBatchNorm,
  reducedBatchNorm,
  runningBatchNorm,
  sampleBatchNorm,
  type BatchNormLowering,
} from '../../onnx/lower/batch-norm.js';
import type { NormMode } from '../passes/types.js';
import type { OrtEngine } from './types.js';

/** How batch norm is written for an engine and a source of its statistics. */
export function batchNormOf({ dialect }: Pick<OrtEngine, 'dialect'>, mode: NormMode): BatchNormLowering {
  if (mode === 'running') return runningBatchNorm;
  if (mode === 'each') return sampleBatchNorm;
  const whole = dialect === 'processor' ? nativeBatchNorm : reducedBatchNorm;
  return mode === 'joint' ? whole : inHalves(whole);
}
