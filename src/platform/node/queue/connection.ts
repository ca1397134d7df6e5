import type { BackendClasses, IQueueBackend } from 'bullmq';
import { usageError } from '../../../core/errors.js';
import type { Shelf } from './types.js';

/** A driver's connection, ready. */
export interface Connection {
  readonly classes: BackendClasses<IQueueBackend, unknown>;
  /** The option `connection` of BullMQ's classes. */
  readonly connection: unknown;
  readonly shelf: Shelf;
  close(): Promise<void>;
}

/** Milliseconds in which the first connection must be there. */
export const connectTimeoutMs = 5000;

/** The error of a server that does not answer, or not as it should. */
export function unreachable(where: string, error: unknown): Error {
  const { code, message = '' } = error as { readonly code?: string; readonly message?: string };
  const known = reasons.find(({ codes, words }) => codes?.includes(code ?? '') === true || words?.test(message) === true);
  const { got, hint } = known ?? { got: message === '' ? (code ?? 'an error') : message };
  return usageError(where, {
    expected: 'a server that answers',
    got,
    ...(hint === undefined ? {} : { hint }),
    code: 'no-access',
  });
}

interface Reason {
  /** Of the system, of Node's TLS, or of PostgreSQL. */
  readonly codes?: readonly string[];
  readonly words?: RegExp;
  readonly got: string;
  readonly hint?: string;
}

const otherServer = 'is this the port of another server? rediss:// is for TLS, redis:// for none';

const reasons: readonly Reason[] = [
  { codes: ['ECONNREFUSED'], got: 'nobody listening there' },
  { codes: ['ENOTFOUND', 'EAI_AGAIN'], got: 'no machine of that name' },
  { codes: ['ECONNRESET'], got: 'a connection that was cut', hint: otherServer },
  { codes: ['EHOSTUNREACH', 'ENETUNREACH'], got: 'no way to that machine' },
  {
    words: /NOAUTH|client password must be|no password supplied/,
    got: 'one that wants a password',
    hint: 'set ASSAY_QUEUE_PASSWORD',
  },
  { codes: ['28P01'], words: /WRONGPASS|invalid password/, got: 'another user or password', hint: 'see ASSAY_QUEUE_PASSWORD' },
  { words: /DB index is out of range/, got: 'no database of that number' },
  { codes: ['ERR_SSL_WRONG_VERSION_NUMBER'], words: /Connection is closed/, got: 'no Redis there', hint: otherServer },
  { codes: ['ETIMEDOUT'], words: /connection timeout|timed out/, got: 'no answer', hint: otherServer },
];
