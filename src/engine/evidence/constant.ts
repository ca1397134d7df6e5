/** Evidence of the constant-weight runtime: all requests on one architecture with the same images go to it in one call. */
import { must } from '../../core/must.js';
import { countStates } from '../../arch/recurrence.js';
import type { Architecture } from '../../arch/types.js';
import { dataError } from '../../core/errors.js';
import type { EvidenceAnswer } from '../../evidence/types.js';
import type { OneChannelRuntime } from '../../runtime/one-channel/runtime.js';
import type { ConstantRequest } from '../../runtime/one-channel/types.js';
import { embeddedWords, sequenceSteps } from '../data/words.js';
import type { DataSource, EvidenceProvider, Images } from '../types.js';

/** @param sequences the input of recurrent networks: a count, for a first input with a number of features. */
export function createConstantProvider(
  runtime: OneChannelRuntime,
  source: DataSource,
  sequences = rememberWords(),
): EvidenceProvider<'constant'> {
  const inputOf = (architecture: Architecture): ((count: number) => Images) => {
    const states = countStates(architecture);
    if (states === undefined)
      throw dataError('constant evidence', {
        expected: 'an architecture with one input, or one step of a recurrent network',
        got: `${architecture.inputs.length} inputs, ${architecture.outputs.length} outputs`,
        code: 'unsupported',
      });
    const shape = must(architecture.inputs[0], 'an input').shape.slice(1);
    const [features = 0] = shape;
    return states === 0 ? (count) => source.images(count, shape) : (count) => sequences(count, features);
  };
  return {
    answer(view, requests) {
      const architecture = view.architecture();
      const images = inputOf(architecture);
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
