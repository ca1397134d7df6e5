import { requestSchema } from '../../core/schema/check-request.js';
import { count, signal, text } from '../../core/schema/fields.js';
import { dataFields, proxiesField, spaceField } from '../../engine/request-fields.js';
import type { SearchRequest } from '../open-search.js';

/** What the bench of single architectures judges by. */
export interface WhatIfRequest extends Pick<
  SearchRequest,
  'space' | 'proxies' | 'effort' | 'combine' | 'seed' | 'data' | 'batch' | 'imageSize' | 'init'
> {
  /** How many random cells stand for a space that is too large to score; default 1,000. */
  readonly sample?: number;
}

/** How reference cells are scored. */
export interface ScoreReferenceOptions {
  readonly signal?: AbortSignal;
  /** Cells in one answer; default 64. */
  readonly rows?: number;
  /** So many cells are scored already, by an earlier call: it begins after them. */
  readonly skip?: number;
}

export const whatIfSchema = requestSchema<WhatIfRequest>(
  { space: spaceField },
  { ...dataFields, proxies: proxiesField, effort: text, combine: text, sample: count(1) },
);
export const changesSchema = requestSchema<{ readonly signal?: AbortSignal }>({}, { signal });
export const scoreReferenceSchema = requestSchema<ScoreReferenceOptions>({}, { signal, rows: count(1), skip: count(0) });
