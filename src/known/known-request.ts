/** What every request has that reads a list of networks with known accuracies. */
import * as v from 'valibot';
import type { Table } from '../benchmarks/table.js';
import type { OptionalFields } from '../core/schema/check-request.js';
import { text } from '../core/schema/fields.js';
import { dataFields, spaceField } from '../engine/request-fields.js';
import type { SpaceGiven } from '../engine/values.js';
import type { GoodItem } from '../search/scoring/types.js';

/** Networks with known accuracies, and how they are scored. */
export interface KnownRequest {
  /** The space of the known strings; left out, `models` are what the list names. */
  readonly space?: SpaceGiven;
  readonly models?: readonly GoodItem[];
  /** A column of networks and one of accuracies; a check takes a column `family` into account. */
  readonly known: Table;
  /** The column of accuracies; left out, the usual one. */
  readonly target?: string;
  readonly seed?: number;
  readonly data?: string;
  readonly batch?: number;
  readonly imageSize?: number;
  readonly init?: string;
}

const model = v.custom<GoodItem>(
  (value) => typeof value === 'object' && value !== null && 'candidate' in value,
  'a model that was read',
);

/** Models that were read. */
export const modelsField = v.array(model);

export const knownOptional: OptionalFields<KnownRequest> = {
  ...dataFields,
  space: spaceField,
  models: modelsField,
  target: text,
};
