import type { OrtModule } from './module-engine.js';
import type { OrtInput } from './types.js';

/** An input as a tensor of the loaded ONNX Runtime. */
export function inputTensor({ Tensor }: Pick<OrtModule, 'Tensor'>, { dims, values, isInteger = false }: OrtInput) {
  return isInteger ? new Tensor('int64', BigInt64Array.from(values, BigInt), dims) : new Tensor('float32', values, dims);
}
