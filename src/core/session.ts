import { usageError } from './errors.js';

/** The life of a session: it is run once, or closed without a run; afterwards it cannot be used. */
interface SessionLife {
  /** @throws a usage error if the session was already run or closed. */
  begin(): void;
  /** Ends it; does nothing if it was already run or closed. */
  close(): Promise<void>;
}

/**
 * @param what names the session in errors: `search`.
 * @param end frees what the session holds.
 */
export function createSessionLife(what: string, end: () => Promise<void>): SessionLife {
  let past: 'run' | 'closed' | undefined;
  return {
    begin() {
      if (past !== undefined)
        throw usageError(what, {
          expected: 'a session that has not been run or closed',
          got: past === 'run' ? 'one that has been run' : 'one that has been closed',
          hint: 'open another',
          code: 'closed',
        });
      past = 'run';
    },
    async close() {
      if (past !== undefined) return;
      past = 'closed';
      await end();
    },
  };
}
