/** The request of a check, as a schema. */
import * as v from 'valibot';
import { tableField } from '../benchmarks/table-field.js';
import { requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { hook, signal, text } from '../core/schema/fields.js';
import { dataFields, proxiesField, spaceField } from '../engine/request-fields.js';
import type { GoodItem } from '../search/scoring/types.js';
import type { CheckHooks, CheckRequest } from './check-proxies.js';

const model = v.custom<GoodItem>(
  (value) => typeof value === 'object' && value !== null && 'candidate' in value,
  'a model that was read',
);

export const modelsField = v.array(model);

export const checkOptional: OptionalFields<CheckRequest> = {
  ...dataFields,
  space: spaceField,
  models: modelsField,
  target: text,
  proxies: proxiesField,
  effort: text,
};
export const checkSchema = requestSchema<CheckRequest>({ known: tableField }, checkOptional);
export const checkHooksSchema = requestSchema<CheckHooks>({}, { onProgress: hook, signal });
