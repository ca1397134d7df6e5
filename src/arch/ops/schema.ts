import * as v from 'valibot';

/** Schemas shared by the operator families. Limits keep an untrusted file from asking for absurd work. */
export const MAX_AXIS = 2 ** 31 - 1;
export const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_AXIS));
export const integer = v.pipe(v.number(), v.integer(), v.minValue(-MAX_AXIS), v.maxValue(MAX_AXIS));
export const finite = v.pipe(v.number(), v.finite());
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
export const padAmount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_AXIS));
export const none: v.GenericSchema<unknown, Record<string, never>> = v.strictObject({}) as never;
export const window = { kernel: v.array(count), stride: v.array(count), padding: v.array(padAmount), dilation: v.array(count) };
