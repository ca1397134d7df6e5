/** The whole number a text writes, with an exponent or without (`500`, `1e6`, `2.5e3`); undefined for fractions, other texts, and what a double does not hold exactly. */
export function readWholeNumber(text: string): number | undefined {
  if (!/^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text.trim())) return undefined;
  const value = Number(text);
  // Adding 0 turns -0 into 0.
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}
