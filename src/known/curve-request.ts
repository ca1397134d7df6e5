import * as v from 'valibot';
import { requestSchema } from '../core/schema/check-request.js';
import { count, hook, seed, texts } from '../core/schema/fields.js';
import { spaceField } from '../engine/request-fields.js';
import type { CurveRequest } from './predictor-curve.js';

const numbers = v.custom<ArrayLike<number>>(
  (value) =>
    (Array.isArray(value) || ArrayBuffer.isView(value)) && Array.from(value as ArrayLike<unknown>).every(Number.isFinite),
  'finite numbers',
);

export const curveSchema = requestSchema<CurveRequest>(
  { space: spaceField, architectures: texts, accuracies: numbers, counts: v.array(count(5)), draws: count(1) },
  { seed, onDraw: hook },
);
