/** The requests of searches and scorings, as schemas: what they may hold, and what must be there. */
import * as v from 'valibot';
import { tableField } from '../benchmarks/table-field.js';
import { requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { count, flag, hasFunctions, hook, made, positive, signal, text, texts, number } from '../core/schema/fields.js';
import { dataFields, proxiesField, spaceField } from '../engine/request-fields.js';
import { shardField } from '../engine/shard.js';
import { deviceField } from '../arch/memory/device-fit.js';
import { latencyTableField } from '../runtime/latency/latency-table-field.js';
import type { ScoreCache } from './cache/score-cache.js';
import { journalField } from './journal/journal-field.js';
import type { SearchHooks, SearchRequest } from './open-search.js';
import type { ReportOptions, ReportReference, TrainedResult } from './result/result.js';

export const cacheField = made<ScoreCache>('a score cache, as createMemoryCache or openScoreCache makes it', 'get', 'set');

export const trainerField = v.custom<NonNullable<SearchRequest['trainer']>>(
  (value) => typeof value === 'function' || hasFunctions(value, 'train'),
  'a trainer, as createNetworkTrainer or createCommandTrainer makes it',
);

/** What a search is asked for in words and numbers, besides space and proxies. */
export const choiceFields = {
  ...dataFields,
  effort: text,
  searcher: text,
  budget: count(1),
  seconds: positive,
  where: text,
  objectives: texts,
  combine: text,
} as const;

export const searchRequired = { space: spaceField };
export const searchOptional: OptionalFields<SearchRequest> = {
  ...choiceFields,
  proxies: proxiesField,
  table: tableField,
  costs: tableField,
  latencyTable: latencyTableField,
  chip: deviceField,
  costDigests: texts,
  top: count(1),
  journal: journalField,
  resume: flag,
  cache: cacheField,
  shard: shardField,
  asked: v.record(v.string(), v.unknown()),
  train: count(1),
  trainer: trainerField,
  startedAt: number,
  onNotice: hook,
};
export const searchSchema = requestSchema<SearchRequest>(searchRequired, searchOptional);

export const searchHooksSchema = requestSchema<SearchHooks>(
  {},
  { onStep: hook, onProgress: hook, onDraw: hook, onRound: hook, onTraining: hook, signal },
);

const step = v.custom<{ readonly name: string; readonly seconds: number }>(
  (value) => v.is(v.object({ name: text, seconds: number }), value),
  'a name and its seconds',
);
export const reportSchema = requestSchema<ReportOptions>(
  {},
  {
    table: tableField,
    steps: v.array(step),
    notes: texts,
    reference: v.custom<ReportReference>((value) => typeof value === 'object', 'a network with its scores'),
    trained: v.custom<TrainedResult>((value) => typeof value === 'object', 'what was trained'),
  },
);
