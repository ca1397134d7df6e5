import type { EvidenceAnswer } from '../../proxies/types.js';
import type { TangentRuntime } from '../../runtime/tangents/types.js';
import type { EvidenceProvider } from '../types.js';
import { initOf, type Initializers } from './initializers.js';

/** Evidence of forward passes that carry a derivative along the weights. */
export function createTangentsProvider(initializers: Initializers, openRuntime: () => Promise<TangentRuntime>): EvidenceProvider<'tangents'> {
  let runtime: Promise<TangentRuntime> | undefined;
  return {
    async answer(subject, requests) {
      const { tangents } = await (runtime ??= openRuntime());
      const answers: EvidenceAnswer<'tangents'>[] = [];
      for (const request of requests) answers.push({ ok: true, value: await tangents({ architecture: subject.architecture(), weights: initializers(initOf(request), request.draw) }) });
      return answers;
    },
  };
}
