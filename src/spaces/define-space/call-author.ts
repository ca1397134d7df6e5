/** Calls what the author of a space wrote: whatever it throws or forgets is the author's to mend, and the error says in which function. */
import { AssayError } from '../../core/errors.js';
import { demand } from './check-plan.js';

/**
 * What `call` returns.
 * @param where the space and the function, as `space mine: op "sep3"`.
 * @throws a usage error, with what was thrown as its `cause`: also a string or a network that does not fit is, here, the author's doing.
 */
export function callAuthor<T>(where: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw authorError(where, error);
  }
}

/** The id of the layer that `call` returns. @throws as `callAuthor`, and a usage error when it returns none. */
export function callLayer(where: string, call: () => string): string {
  const id = callAuthor(where, call);
  demand(typeof id === 'string', where, 'the layer it built to be returned', id);
  return id;
}

/** The error to show for one that an author's function threw: one line, `where` first. */
export function authorError(where: string, error: unknown): AssayError {
  const message = (error instanceof Error ? error.message || error.name : String(error)).replace(/\s*\n\s*/g, ' ');
  return Object.assign(new AssayError('usage', `${where}: ${message}`, { code: 'user-code' }), { cause: error });
}
