/** The requests of a fit and of what follows it, as schemas. */
import * as v from 'valibot';
import { tableField } from '../benchmarks/table-field.js';
import { requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { count, hook, signal, text, texts } from '../core/schema/fields.js';
import { dataFields, spaceField } from '../engine/request-fields.js';
import type { FittedJudgement } from '../predictor/types.js';
import type { FitRequest } from './fit-networks.js';
import { acquisitions } from './acquisition.js';
import { knownOptional, modelsField } from './known-request.js';
import type { NextRequest } from './next-networks.js';

export const fitOptional: OptionalFields<FitRequest> = {
  ...knownOptional,
  proxies: texts,
  onProgress: hook,
  onNotice: hook,
  signal,
};
export const fitSchema = requestSchema<FitRequest>({ known: tableField }, fitOptional);

export const fittedField = v.custom<FittedJudgement>(
  (value) => typeof value === 'object' && value !== null && 'recipe' in value && 'known' in value,
  'a fitted judgement, as fitNetworks or parseFitted gives it',
);

export const nextOptional: OptionalFields<NextRequest> = {
  space: spaceField,
  models: modelsField,
  seed: dataFields.seed,
  data: dataFields.data,
  batch: dataFields.batch,
  imageSize: dataFields.imageSize,
  by: v.picklist(acquisitions),
  where: text,
  pool: count(1),
  onProgress: hook,
  signal,
};
export const nextRequired = { count: count(1, 400) };
export const nextSchema = requestSchema<NextRequest>({ ...nextRequired, fitted: fittedField }, nextOptional);
