import { product } from '../../arch/ops/shapes.js';
import { parametersOf } from '../../arch/parameters.js';
import type { Architecture } from '../../arch/types.js';
import { valuesOf, type Weights } from '../../arch/weights.js';
import type { Initializer } from './types.js';

/** The learned tensors of a network, drawn. */
export function drawWeights(architecture: Architecture, initializer: Initializer): Weights {
  return new Map(
    [...parametersOf(architecture)].map(([node, parameters]) => {
      const tensors = parameters.map((parameter) => {
        const given = initializer.values(parameter);
        const values = typeof given === 'number' ? new Float32Array(product(parameter.shape)).fill(given) : given;
        return [parameter.name, valuesOf(parameter.shape, values)] as const;
      });
      return [node, Object.fromEntries(tensors)] as const;
    }),
  );
}
