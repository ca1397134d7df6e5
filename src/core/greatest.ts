/** The largest of any number of numbers: a list spread into `Math.max` overflows the stack beyond some 100,000. -Infinity for none. */
export function greatest(numbers: Iterable<number>): number {
  let most = -Infinity;
  for (const value of numbers) if (value > most || Number.isNaN(value)) most = value;
  return most;
}
