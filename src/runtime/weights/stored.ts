/**
 * The weights in a model's file instead of drawn ones: init `keep`. Every draw is the same. Batch norms still normalise as the pass
 * says (by its batch, or by mean 0 and variance 1): stored running statistics belong to the data the model was trained on, which is not available here.
 */
import { product } from '../../arch/ops/shapes.js';
import type { Parameter } from '../../arch/parameters.js';
import type { Weights } from '../../arch/weights.js';
import { dataError } from '../../core/errors.js';
import type { Initializer } from './types.js';

/** Reads all of a model's weights into memory. @throws (when a tensor is read) a data error naming the node whose values are missing. */
export async function storedWeights(weights: Weights): Promise<Initializer> {
  const loaded = new Map<string, Float32Array>();
  for (const [node, own] of weights)
    for (const [name, tensor] of Object.entries(own)) loaded.set(`${node}\n${name}`, await tensor.load());
  const values = ({ node, name, shape }: Parameter): Float32Array => {
    const found = loaded.get(`${node}\n${name}`);
    if (found?.length !== product(shape))
      throw dataError(`node ${JSON.stringify(node)}`, {
        expected: `${product(shape)} stored values of its ${name}`,
        got: found === undefined ? 'none' : `${found.length}`,
        code: 'mismatch',
      });
    return found;
  };
  return {
    values,
    meanSquare(parameter) {
      const own = values(parameter);
      let sum = 0;
      for (const value of own) sum += value * value;
      return own.length === 0 ? 0 : sum / own.length;
    },
  };
}
