/** The integer in a text, with or without an exponent (`500`, `1e6`, `2.5e3`); undefined for fractions, other texts, and integers that a double cannot hold exactly. */
export function readWholeNumber(text: string): number | undefined {
  if (!/^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text.trim())) return undefined;
  const value = Number(text);
  // Adding 0 turns -0 into 0.
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}
