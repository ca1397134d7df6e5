/** Evidence of the constant-weight runtime: all requests on one architecture with the same images go to it in one call. */
import { dataError } from '../../core/errors.js';
import type { EvidenceAnswer } from '../../proxies/types.js';
import type { ConstantRuntime } from '../../runtime/constant/runtime.js';
import type { ConstantRequest } from '../../runtime/constant/types.js';
import type { DataSource, EvidenceProvider } from '../types.js';

export function createConstantProvider(runtime: ConstantRuntime, source: DataSource): EvidenceProvider<'constant'> {
  return {
    answer(subject, requests) {
      const architecture = subject.architecture();
      if (architecture.inputs.length !== 1) {
        throw dataError('constant evidence', { expected: 'an architecture with one input', got: `${architecture.inputs.length}` });
      }
      const shape = architecture.inputs[0].shape.slice(1);
      const answers: EvidenceAnswer<'constant'>[] = [];
      for (const batch of new Set(requests.map((request) => batchOf(request)))) {
        const places = requests.flatMap((request, i) => (batchOf(request) === batch ? [i] : []));
        const results = runtime.run(architecture, places.map((i) => requests[i]), source.images(batch, shape));
        places.forEach((place, i) => (answers[place] = { ok: true, value: results[i] }));
      }
      return answers;
    },
  };
}

/** The engine completes every request with the plan's batch before it reaches a provider. */
function batchOf({ batch }: ConstantRequest): number {
  if (batch === undefined) throw new Error('constant request without a batch: completeRequest was not applied');
  return batch;
}
