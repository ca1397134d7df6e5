/** The value of a record under an untrusted name: never one that every object inherits (`__proto__`, `constructor`). */
export function ownValue<T>(record: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
