/** Calls the functions of a user's space: everything that they throw or forget is a mistake of their author, and the error names the function. */
import { AssayError } from '../../core/errors.js';
import { requireThat } from './check-plan.js';

/**
 * What `call` returns.
 * @param where the space and the function, as `space mine: op "sep3"`.
 * @throws a usage error, with what was thrown as its `cause`: here even a string or a network that does not fit is the author's mistake.
 */
export function callUserCode<T>(where: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw userCodeError(where, error);
  }
}

/** The id of the layer that `call` returns. @throws as `callUserCode`, and a usage error when it returns none. */
export function callLayer(where: string, call: () => string): string {
  const id = callUserCode(where, call);
  requireThat(typeof id === 'string', where, 'the layer it built to be returned', id);
  return id;
}

/** The error to show for an error of an author's function: one line, `where` first. */
export function userCodeError(where: string, error: unknown): AssayError {
  const message = (error instanceof Error ? error.message || error.name : String(error)).replace(/\s*\n\s*/g, ' ');
  return Object.assign(new AssayError('usage', `${where}: ${message}`, { code: 'user-code' }), { cause: error });
}
