/** Evidence of the constant-weight runtime: all requests on one architecture with the same images go to it in one call. */
import { must } from '../../core/must.js';
import { countStates } from '../../arch/recurrence.js';
import type { Architecture } from '../../arch/types.js';
import { dataError } from '../../core/errors.js';
import type { EvidenceAnswer } from '../../evidence/types.js';
import type { OneChannelRuntime } from '../../runtime/one-channel/runtime.js';
import { constantBytes, mostMapBytes } from '../../runtime/one-channel/constant-bytes.js';
import type { Arithmetic, ConstantRequest } from '../../runtime/one-channel/types.js';
import { requireBytes } from './require-memory.js';
import { embeddedWords, sequenceSteps } from '../data/words.js';
import type { DataSource, EvidenceProvider, Images } from '../types.js';

export function createConstantProvider(
  runtime: OneChannelRuntime,
  source: DataSource,
  { memoryLimit = Infinity }: { readonly memoryLimit?: number } = {},
): EvidenceProvider<'constant'> {
  const sequences = rememberWords();
  const inputOf = (architecture: Architecture, arithmetic: Arithmetic): ((count: number) => Images) => {
    const states = countStates(architecture);
    if (states === undefined)
      throw dataError('constant evidence', {
        expected: 'an architecture with one input, or one step of a recurrent network',
        got: `${architecture.inputs.length} inputs, ${architecture.outputs.length} outputs`,
        code: 'unsupported',
      });
    const shape = must(architecture.inputs[0], 'an input').shape.slice(1);
    const [features = 0] = shape;
    if (states > 0) return (count) => sequences(count, features);
    return (count) => {
      const bytes = constantBytes(architecture, shape, count, arithmetic);
      if (bytes !== undefined) {
        requireBytes('constant evidence', bytes.images + bytes.maps, count, memoryLimit);
        requireBytes('maps of constant evidence', bytes.maps, count, mostMapBytes);
      }
      return source.images(count, shape);
    };
  };
  return {
    answer(view, requests) {
      const architecture = view.architecture();
      const arithmetic = requests.some((request) => request.arithmetic === 'extended') ? 'extended' : 'float32';
      const images = inputOf(architecture, arithmetic);
      const first = batchOf(must(requests[0], 'a request'));
      // As a rule all take the same images.
      if (requests.every((request) => batchOf(request) === first))
        return runtime.run(architecture, requests, images(first)).map((value) => ({ ok: true, value }));
      const answers: EvidenceAnswer<'constant'>[] = [];
      for (const batch of new Set(requests.map((request) => batchOf(request)))) {
        const places = requests.flatMap((request, i) => (batchOf(request) === batch ? [i] : []));
        const results = runtime.run(
          architecture,
          places.map((i) => must(requests[i], 'the request at a place')),
          images(batch),
        );
        places.forEach((place, i) => (answers[place] = { ok: true, value: must(results[i], 'a result of each request') }));
      }
      return answers;
    },
  };
}

/** The last sequences are kept. */
function rememberWords(): (count: number, features: number) => Images {
  let last: Images | undefined;
  return (count, features) => {
    if (last?.count !== count || last.shape[1] !== features) last = embeddedWords(count, sequenceSteps, features);
    return last;
  };
}

/** The engine completes every request with the plan's batch before it reaches a provider. */
function batchOf({ batch }: ConstantRequest): number {
  if (batch === undefined) throw new Error('constant request without a batch: completeRequest was not applied');
  return batch;
}
