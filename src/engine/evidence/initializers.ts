import { checkInit, createInitializer } from '../../runtime/weights/index.js';
import { keepInit, type InitId } from '../../runtime/weights/definitions.js';
import type { Initializer } from '../../runtime/weights/types.js';
import { dataError, parameter } from '../../core/errors.js';
import type { CandidateView } from '../types.js';

/** The initializer of an initialisation and a draw. It keeps its drawn tensors from one architecture to the next. */
export type Initializers = (init: InitId, draw: number) => Initializer;

/** How many initializers are kept with their tensors; a run of more draws makes the oldest again. */
const kept = 4;

export function createInitializers(seed: number): Initializers {
  const known = new Map<string, Initializer>();
  return (init, draw) => {
    const key = `${init} ${draw}`;
    let initializer = known.get(key);
    if (initializer === undefined) {
      if (known.size === kept) known.delete(known.keys().next().value as string);
      known.set(key, (initializer = createInitializer(init, seed, draw)));
    }
    return initializer;
  };
}

/**
 * The weights that a request names: drawn, or those of the view. The engine completes every request with an initialisation before it
 * reaches a provider.
 * @throws a data error when a view without weights should keep them.
 */
export function weightsOf(
  { init, draw }: { readonly init?: string; readonly draw: number },
  view: CandidateView,
  initializers: Initializers,
): Initializer | Promise<Initializer> {
  if (init === undefined) throw new Error('request without an initialisation: completeRequest was not applied');
  const id = checkInit(init);
  if (id !== keepInit) return initializers(id, draw);
  if (view.weights === undefined)
    throw dataError(parameter('init', 'keep'), {
      expected: 'a model file with weights',
      got: 'an architecture without',
      code: 'missing',
    });
  return view.weights();
}
