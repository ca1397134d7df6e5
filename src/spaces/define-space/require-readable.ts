import { AssayError, quote, usageError } from '../../core/errors.js';
import { createRng } from '../../core/rng.js';
import type { SearchSpace } from '../types.js';

/** Checks that the space reads its strings back: otherwise a string would be scored as something else, or not at all. */
export function requireReadable(space: SearchSpace, where: string): void {
  const text = space.encode(space.sample(createRng(0, 'space file')));
  let again: string;
  try {
    again = space.encode(space.decode(text));
  } catch (error) {
    throw error instanceof AssayError && error.kind === 'data'
      ? usageError(where, {
          expected: `decode to read ${quote(text)}, which encode wrote`,
          got: quote(error.message, 160),
          code: 'user-code',
        })
      : error;
  }
  if (again !== text)
    throw usageError(where, {
      expected: `decode to read ${quote(text)} as encode wrote it`,
      got: quote(again),
      code: 'user-code',
    });
}
