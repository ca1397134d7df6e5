/** What a record holds under a name that somebody else chose: never what every object inherits (`__proto__`, `constructor`). */
export function ownValue<T>(record: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
