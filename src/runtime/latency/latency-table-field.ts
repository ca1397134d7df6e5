import * as v from 'valibot';
import { latencyTableSchema, type LatencyTable } from './latency-table.js';

/** The schema of a latency table in a request. */
export const latencyTableField = v.custom<LatencyTable>(
  (value) => v.is(latencyTableSchema, value),
  'a table of latencies, as readLatencyTable or fitLatencyTable gives it',
);
