import { definitionOf } from '../../arch/infer.js';
import { smallerGram } from '../../core/linear-algebra/smaller-gram.js';
import { symmetricEigenvalues } from '../../core/linear-algebra/symmetric-eigenvalues.js';
import type { Shape } from '../../arch/types.js';
import { product } from '../../arch/ops/shapes.js';
import { parametersOf } from '../../arch/parameters.js';
import type { EvidenceAnswer } from '../../evidence/types.js';
import type { LayerWeights } from '../../runtime/weights/weights-request.js';
import type { Initializer } from '../../runtime/weights/types.js';
import type { EvidenceProvider } from '../types.js';
import { weightsOf, type Initializers } from './initializers.js';

/** Norms of the drawn weights: no forward pass. */
export function createWeightsProvider(initializers: Initializers): EvidenceProvider<'weights'> {
  return {
    async answer(view, requests) {
      const architecture = view.architecture();
      const parameters = parametersOf(architecture);
      const layers = ({ values, meanSquare }: Initializer, singular: boolean): LayerWeights[] =>
        architecture.nodes.flatMap((node) => {
          const weight = parameters.get(node.id)?.find(({ name }) => name === 'weight');
          if (weight === undefined || definitionOf(node).role !== 'conv') return [];
          const drawn = values(weight);
          const expectedNorm = Math.sqrt(product(weight.shape) * meanSquare(weight));
          const singularSum = singular ? singularValueSum(drawn, weight.shape) : undefined;
          return [
            {
              node: node.id,
              norm: typeof drawn === 'number' ? expectedNorm : norm(drawn),
              expectedNorm,
              ...(singularSum === undefined ? {} : { singularSum }),
            },
          ];
        });
      const answers: EvidenceAnswer<'weights'>[] = [];
      for (const request of requests)
        answers.push({
          ok: true,
          value: { layers: layers(await weightsOf(request, view, initializers), request.singular === true) },
        });
      return answers;
    },
  };
}

/** Of the smaller Gram matrix. A tensor of one repeated number has rank 1. */
function singularValueSum(values: Float32Array | number, shape: Shape): number {
  const [rows = 1, ...rest] = shape;
  if (typeof values === 'number') return Math.abs(values) * Math.sqrt(product(shape));
  return symmetricEigenvalues(...smallerGram(values, rows, product(rest))).reduce(
    (sum, eigenvalue) => sum + Math.sqrt(Math.max(0, eigenvalue)),
    0,
  );
}

function norm(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
