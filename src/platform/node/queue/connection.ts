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
export const patience = 5000;

/** The error of a server that does not answer, or not as it should. */
export function unreachable(where: string, error: unknown): Error {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return usageError(where, {
    expected: 'a server that answers',
    got: reasons[code ?? ''] ?? (message === undefined || message === '' ? (code ?? 'an error') : message),
    code: 'no-access',
  });
}

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nobody listening there',
  ENOTFOUND: 'no machine of that name',
  EAI_AGAIN: 'no machine of that name',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'a connection that was cut',
  EHOSTUNREACH: 'no way to that machine',
};
