/** Schemas of fields that many requests have. */
import * as v from 'valibot';

export const text = v.string();
export const texts = v.array(text);
export const flag = v.boolean();
export const number = numberThat('a finite number', Number.isFinite);
export const positive = numberThat('a positive number', (value) => value > 0 && value < Infinity);

/** An integer of at least `least`. */
export function count(least: number, most = Number.MAX_SAFE_INTEGER) {
  return numberThat(
    most === Number.MAX_SAFE_INTEGER ? `an integer of at least ${least}` : `an integer from ${least} to ${most}`,
    (value) => Number.isSafeInteger(value) && value >= least && value <= most,
  );
}

/** A number for which `holds`; `words` say what it must be. */
export function numberThat(words: string, holds: (value: number) => boolean) {
  return v.pipe(v.number(), v.check(holds, words));
}

export const seed = count(0);

/** A function that is called while work goes on. */
export const hook = v.custom<never>((value) => typeof value === 'function', 'a function');

export const signal = v.custom<AbortSignal>(
  (value) => hasFunctions(value, 'throwIfAborted', 'addEventListener'),
  'the signal of an AbortController',
);

/** A value with these methods: `words` say what it is. */
export function made<T>(words: string, ...methods: readonly string[]) {
  return v.custom<T>((value) => hasFunctions(value, ...methods), words);
}

/** One of several kinds; `words` name them. */
export function either<A, B>(words: string, a: v.GenericSchema<unknown, A>, b: v.GenericSchema<unknown, B>) {
  return v.custom<A | B>((value) => v.is(a, value) || v.is(b, value), words);
}

/** Whether a value is an object with these fields. */
export function hasFields(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

export function hasFunctions(value: unknown, ...names: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as { readonly [name: string]: unknown })[name] === 'function')
  );
}
