/**
 * Evidence of the constant-weight runtime. One runtime serves one set of images, so there is one for each pair of
 * batch and input shape, made at first use and kept while its images are.
 */
import { dataError } from '../../core/errors.js';
import type { Architecture } from '../../arch/types.js';
import type { EvidenceAnswer } from '../../proxies/types.js';
import type { ConstantRequest, ConstantResult } from '../../runtime/constant/types.js';
import type { DataSource, EvidenceProvider, Images } from '../types.js';

/** What the engine needs of the runtime: all requests on one architecture in one call, results in the order asked. */
export interface ConstantRuntime {
  run(architecture: Architecture, requests: readonly ConstantRequest[]): readonly ConstantResult[];
}

export interface ConstantProviderOptions {
  readonly source: DataSource;
  readonly createRuntime: (images: Images) => ConstantRuntime;
}

export function createConstantProvider({ source, createRuntime }: ConstantProviderOptions): EvidenceProvider<'constant'> {
  const runtimes = new WeakMap<Images, ConstantRuntime>();
  const runtimeFor = (images: Images): ConstantRuntime => {
    let runtime = runtimes.get(images);
    if (runtime === undefined) runtimes.set(images, (runtime = createRuntime(images)));
    return runtime;
  };
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
        const results = runtimeFor(source.images(batch, shape)).run(architecture, places.map((i) => requests[i]));
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
