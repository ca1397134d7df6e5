/** The request of a scoring, as a schema. */
import * as v from 'valibot';
import { tableField } from '../../benchmarks/table-field.js';
import { requestSchema, type OptionalFields } from '../../core/schema/check-request.js';
import { flag, hook, signal, text, texts } from '../../core/schema/fields.js';
import { dataFields, proxiesField, spaceField } from '../../engine/request-fields.js';
import { shardField } from '../../engine/shard.js';
import { deviceField } from '../../arch/memory/device-fit.js';
import { latencyTableField } from '../../runtime/latency/latency-table-field.js';
import { journalField } from '../journal/journal-field.js';
import type { ScoringHooks, ScoringRequest } from './open-scoring.js';

type Given = ScoringRequest['architectures'][number];

function isArchitecture(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return typeof value === 'object' && value !== null && ('nodes' in value || 'ok' in value);
}

export const scoringRequired = {
  architectures: v.array(v.custom<Given>(isArchitecture, 'a published string, or a network')),
};
export const scoringOptional: OptionalFields<ScoringRequest> = {
  ...dataFields,
  space: spaceField,
  proxies: proxiesField,
  effort: text,
  combine: text,
  where: text,
  objectives: texts,
  costs: tableField,
  table: tableField,
  latencyTable: latencyTableField,
  chip: deviceField,
  journal: journalField,
  resume: flag,
  onNotice: hook,
  shard: shardField,
  reading: text,
  modelDigest: text,
  asked: v.record(v.string(), v.unknown()),
};
export const scoringSchema = requestSchema<ScoringRequest>(scoringRequired, scoringOptional);

export const scoringHooksSchema = requestSchema<ScoringHooks>({}, { onScored: hook, onProgress: hook, signal });
