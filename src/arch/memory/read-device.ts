import * as v from 'valibot';
import { readAs } from '../../core/schema/read-as.js';
import type { Device } from './devices.js';

const bytes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER));
const schema = v.strictObject({
  title: v.optional(v.pipe(v.string(), v.maxLength(200))),
  flashBytes: bytes,
  ramBytes: bytes,
  megahertz: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
});

/**
 * A user's device: `{"title": "my board", "flashBytes": 1048576, "ramBytes": 262144, "megahertz": 100}`.
 * @param where names the file in errors. @throws a data error if a field is missing, unknown or of another kind.
 */
export function readDevice(value: unknown, where: string): Device {
  const { title = where, flashBytes, ramBytes, megahertz } = readAs(schema, value, where);
  return { id: where, title, flashBytes, ramBytes, ...(megahertz === undefined ? {} : { megahertz }) };
}
