/** The request of a check, as a schema. */
import { tableField } from '../benchmarks/table-field.js';
import { requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { hook, signal, text } from '../core/schema/fields.js';
import { proxiesField } from '../engine/request-fields.js';
import type { CheckHooks, CheckRequest } from './check-proxies.js';
import { knownOptional } from './known-request.js';

export const checkOptional: OptionalFields<CheckRequest> = {
  ...knownOptional,
  proxies: proxiesField,
  effort: text,
};
export const checkSchema = requestSchema<CheckRequest>({ known: tableField }, checkOptional);
export const checkHooksSchema = requestSchema<CheckHooks>({}, { onProgress: hook, signal });
