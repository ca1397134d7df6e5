/** Schemas of what a request on this machine may name by its path. */
import * as v from 'valibot';
import { tableField } from '../../../benchmarks/table-field.js';
import { count, either, flag, text, texts } from '../../../core/schema/fields.js';
import { deviceField } from '../../../arch/memory/device-fit.js';
import type { ModelReading } from './refuse-reading.js';
import { latencyTableField } from '../../../runtime/latency/latency-table-field.js';

/** A path, or the value itself; `words` name both. */
export function orPath<T>(field: v.GenericSchema<unknown, T>, words: string) {
  return either(words, text, field);
}

export const tableOrPath = orPath(tableField, 'the path of a table, or a table');
export const deviceOrName = orPath(deviceField, 'the id of a device, the path of its file, or a device');
export const latencyTableOrPath = orPath(latencyTableField, 'the path of a table of latencies, or such a table');

/** How the file of a model is read. */
export const modelFields = {
  partial: flag,
  outputs: texts,
  shape: v.record(text, v.array(count(1))),
  set: v.record(text, v.pipe(v.number(), v.finite())),
} as const;

/** The same as one field. */
export const readingField: v.GenericSchema<unknown, ModelReading> = v.strictObject({
  partial: v.exactOptional(modelFields.partial),
  outputs: v.exactOptional(modelFields.outputs),
  shape: v.exactOptional(modelFields.shape),
  set: v.exactOptional(modelFields.set),
});
