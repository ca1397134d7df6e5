import { AssayError, dataError } from '../../core/errors.js';
import type { OrtEngine, OrtInput, OrtOutput, SessionFavour } from './types.js';

/**
 * One session for one run: made, run, released.
 * @throws a data error with the runtime's message, so that the failure of one network stays with that network.
 */
export async function runOnce(
  engine: OrtEngine,
  model: Uint8Array,
  inputs: readonly (OrtInput & { readonly name: string })[],
  favour: SessionFavour = 'run',
): Promise<{ readonly [name: string]: OrtOutput }> {
  const feeds = Object.fromEntries(inputs.map(({ name, ...input }) => [name, input]));
  try {
    const session = await engine.createSession(model, favour);
    try {
      return await session.run(feeds);
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
