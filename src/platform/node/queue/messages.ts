/** The messages of a queue, checked on arrival: everybody with access to the server can write there. */
import * as v from 'valibot';
import { dataError, errorCodes, type ErrorCode } from '../../../core/errors.js';
import type { Reply } from '../../../engine/remote/messages.js';
import type { Evaluation, Job, Maker } from '../../../engine/types.js';
import { architectureSchema, scoreSchema } from '../../../search/journal/entry-schema.js';
import type { FetchedFiles } from './fetch-files.js';
import { digestField } from './setup.js';

/** Weights are the digest of the model's file; `beside`, those of the files beside it that hold numbers, by their places in its folder. */
const weighted = v.object({
  architecture: architectureSchema,
  weights: digestField,
  name: v.string(),
  beside: v.optional(v.record(v.string(), digestField)),
});

const jobSchema = v.object({
  candidate: v.union([v.string(), architectureSchema, weighted]),
  proxies: v.optional(v.array(v.string())),
  name: v.optional(v.string()),
});

/** A job as it is sent. */
export type SentJob = v.InferOutput<typeof jobSchema>;

const jobsSchema = v.object({ jobs: v.array(jobSchema) });

/** @throws a data error for anything else. */
export function readJobs(data: unknown): readonly SentJob[] {
  const { success, output } = v.safeParse(jobsSchema, data);
  if (!success) throw dataError('queue', { expected: 'jobs', got: 'something else' });
  return output.jobs;
}

const maker = v.object({ machine: v.string(), engine: v.string() });
const seconds = v.record(v.string(), v.number());

const replySchema = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    by: maker,
    value: v.array(v.object({ scores: v.record(v.string(), scoreSchema), seconds, error: v.optional(v.string()) })),
  }),
  v.object({
    ok: v.literal(false),
    by: maker,
    kind: v.picklist(['usage', 'data', 'bug']),
    message: v.string(),
    stack: v.optional(v.string()),
    code: v.optional(v.picklist(Object.keys(errorCodes) as ErrorCode[])),
    parameter: v.optional(v.string()),
  }),
]);

/** An answer, and who gave it. */
export interface SignedReply {
  readonly reply: Reply<readonly Evaluation[]>;
  readonly by: Maker;
}

/** @throws a data error for anything else, or for the answers to another number of jobs. */
export function readReply(value: unknown, jobs: number): SignedReply {
  const parsed = v.safeParse(replySchema, value);
  const wrong = dataError('queue', { expected: `the scores of ${jobs} jobs`, got: 'something else' });
  if (!parsed.success) throw wrong;
  const { by, ...answer } = parsed.output;
  if (answer.ok) {
    if (answer.value.length !== jobs) throw wrong;
    return { by, reply: { ok: true, value: answer.value as readonly Evaluation[] } };
  }
  const { kind, message, stack, code = 'malformed', parameter } = answer;
  if (kind === 'bug') return { by, reply: { ok: false, kind, message, ...(stack === undefined ? {} : { stack }) } };
  return { by, reply: { ok: false, kind, message, code, parameter } };
}

/** A job as it is scored, with its weights in a file of this machine. */
export async function receivedJob(job: SentJob, fileOf: FetchedFiles['path']): Promise<Job> {
  const { candidate, proxies, name } = job;
  const own =
    typeof candidate === 'string' || !('weights' in candidate)
      ? candidate
      : { architecture: candidate.architecture, weights: await fileOf(candidate.weights, candidate.name, candidate.beside) };
  return {
    candidate: own,
    ...(proxies === undefined ? {} : { proxies }),
    ...(name === undefined ? {} : { name }),
  };
}
