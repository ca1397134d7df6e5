import { usageError } from './errors.js';

/** The life of a session: it is run once, or closed without; afterwards nothing of it can be used. */
export interface SessionLife {
  /** @throws a usage error where the session was run or closed before. */
  begin(): void;
  /** Ends it; does nothing where it has been run or closed. */
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
