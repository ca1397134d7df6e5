/** The messages between the pool and its workers. */
import { AssayError, type ErrorCode, type ErrorKind } from '../../core/errors.js';
import type { SharedData } from '../data/source.js';
import type { Job, Plan } from '../types.js';

/** Given to a worker when it starts. */
export interface WorkerSetup {
  readonly plan: Plan;
  readonly data: SharedData;
  /** URL of a module that exports `registry: Registry`; undefined means the built-in one. */
  readonly registryModule?: string;
  /** How many workers there are. */
  readonly threads: number;
  /** One shared number: not 0 once no further job is wanted. */
  readonly stop: Int32Array;
}

export interface WorkerRequest {
  readonly jobs: readonly Job[];
}

/** The answer of a worker. An `AssayError` loses its class on the way, so it is sent as a record; any other error is a bug. */
export type Reply<T> = { readonly ok: true; readonly value: T } | Failure;
export type Failure =
  | {
      readonly ok: false;
      readonly kind: ErrorKind;
      readonly message: string;
      readonly code: ErrorCode;
      readonly parameter: string | undefined;
    }
  | { readonly ok: false; readonly kind: 'bug'; readonly message: string; readonly stack?: string };

/** A thrown value as a reply. */
export function failureReply(error: unknown): Failure {
  if (error instanceof AssayError) {
    const { kind, message, code, parameter } = error;
    return { ok: false, kind, message, code, parameter };
  }
  if (!(error instanceof Error)) return { ok: false, kind: 'bug', message: String(error) };
  return { ok: false, kind: 'bug', message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}

/** The value of a reply. @throws the error it carries, as it was thrown in the worker. */
export function valueOf<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  if (reply.kind !== 'bug') throw new AssayError(reply.kind, reply.message, reply);
  const error = new Error(reply.message);
  if (reply.stack !== undefined) error.stack = reply.stack;
  throw error;
}
