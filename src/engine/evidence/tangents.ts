import type { EvidenceAnswer } from '../../evidence/types.js';
import type { TangentRuntime } from '../../runtime/passes/tangents.js';
import type { EvidenceProvider } from '../types.js';
import { weightsOf, type Initializers } from './initializers.js';
import { requireMemory } from './require-memory.js';

/** Evidence of forward passes that carry a derivative along the weights. */
export function createTangentsProvider(
  initializers: Initializers,
  openRuntime: () => Promise<TangentRuntime>,
  memoryLimit = Infinity,
): EvidenceProvider<'tangents'> {
  let runtime: Promise<TangentRuntime> | undefined;
  return {
    async answer(view, requests) {
      // A value and a derivative of one sample.
      requireMemory(view.architecture(), 2, memoryLimit);
      const { tangents } = await (runtime ??= openRuntime());
      const answers: EvidenceAnswer<'tangents'>[] = [];
      for (const request of requests)
        answers.push({
          ok: true,
          value: await tangents({
            architecture: view.architecture(),
            weights: await weightsOf(request, view, initializers),
          }),
        });
      return answers;
    },
  };
}
