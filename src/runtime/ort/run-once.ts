import { AssayError, dataError } from '../../core/errors.js';
import type { OrtEngine, OrtInput, OrtOutput, SessionFavour } from './types.js';

/** Values for a run, with their names. */
export type NamedInputs = readonly (OrtInput & { readonly name: string })[];
/** Values of a run by their names. */
export type NamedOutputs = { readonly [name: string]: OrtOutput };

/** One session for one run: made, run, released. @throws as `runInTurn`. */
export async function runOnce(
  engine: OrtEngine,
  model: Uint8Array,
  inputs: NamedInputs,
  favour?: SessionFavour,
): Promise<NamedOutputs> {
  const [outputs] = await runInTurn(engine, model, [inputs], favour);
  return outputs;
}

/**
 * One session for a run with each of several inputs: made, run, released.
 * @throws a data error with the runtime's message, so that the failure of one network stays with that network.
 */
export async function runInTurn(
  engine: OrtEngine,
  model: Uint8Array,
  inputs: readonly NamedInputs[],
  favour: SessionFavour = 'run',
): Promise<readonly NamedOutputs[]> {
  try {
    const session = await engine.createSession(model, favour);
    try {
      const outputs: NamedOutputs[] = [];
      for (const named of inputs)
        outputs.push(await session.run(Object.fromEntries(named.map(({ name, ...input }) => [name, input]))));
      return outputs;
    } finally {
      await session.release();
    }
  } catch (error) {
    throw runtimeFailure(engine, error);
  }
}

/** The runtime's message as a data error of one network; Assay's errors stay as they are. */
export function runtimeFailure(engine: OrtEngine, error: unknown): Error {
  if (error instanceof AssayError) return error;
  return dataError(engine.title, {
    expected: 'a network it can run',
    got: error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error),
    code: 'unsupported',
  });
}
