/** The request of a bench, as a schema. */
import * as v from 'valibot';
import { requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { count, hook, seed, signal, text, texts } from '../core/schema/fields.js';
import { dataFields, proxiesField } from '../engine/request-fields.js';
import { shardField } from '../engine/shard.js';
import type { ScoreColumn } from '../proxies/combine/index.js';
import type { BenchRequest } from './bench-proxies.js';
import type { BenchInput } from './bench-rows.js';
import type { BenchTarget } from './bench-target.js';
import type { PopulationMembers } from './populations.js';
import { tableField } from './table-field.js';

const mostResamples = 1_000_000;

export const benchOptional: OptionalFields<BenchRequest> = {
  ...dataFields,
  proxies: proxiesField,
  effort: text,
  combine: text,
  targets: texts,
  population: text,
  undefinedPolicy: v.picklist(['last', 'omit']),
  sample: count(2),
  resamples: count(0, mostResamples),
  shard: shardField,
  record: hook,
  onProxy: hook,
  onProgress: hook,
  signal,
};
export const benchSchema = requestSchema<BenchRequest>({ table: tableField }, benchOptional);

/** An array, a typed array, or a column of a search. */
const list = v.custom<never>((value) => {
  const given = value as { readonly length?: unknown; readonly at?: unknown } | null;
  return typeof given === 'object' && typeof given?.length === 'number' && typeof given.at === 'function';
}, 'a list');
const like = <T>(words: string, entries: v.ObjectEntries) => v.custom<T>((value) => v.is(v.object(entries), value), words);
const intervalField = like<NonNullable<BenchInput['interval']>>('a seed and a number of resamples', {
  seed,
  resamples: count(1, mostResamples),
});

export const benchInputSchema = requestSchema<BenchInput>(
  {
    architectures: list,
    columns: v.array(like<ScoreColumn>('a key, an id, a direction and scores', { key: text, direction: text, scores: list })),
    targets: v.array(like<BenchTarget>('a name, a label and values', { name: text, values: list })),
  },
  {
    populations: v.array(like<PopulationMembers>('a population', { name: text, isMember: list })),
    undefinedPolicy: benchOptional.undefinedPolicy,
    seconds: v.record(v.string(), v.number()),
    interval: intervalField,
  },
);
