/** The request of a bench, as a schema. */
import * as v from 'valibot';
import { requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { count, hook, signal, text, texts } from '../core/schema/fields.js';
import { dataFields, proxiesField } from '../engine/request-fields.js';
import type { BenchRequest } from './bench-proxies.js';
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
  onProxy: hook,
  onProgress: hook,
  signal,
};
export const benchSchema = requestSchema<BenchRequest>({ table: tableField }, benchOptional);
