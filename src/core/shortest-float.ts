const mostFloat = 3.4028234663852886e38;

/** The shortest decimal that is this float32: the number given to the exporter, 1e-5 rather than 0.000009999999747378752. */
export function shortestFloat(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    // The largest float32 has no shorter decimal that is not larger.
    if (Math.fround(short) === value && Math.abs(short) <= mostFloat) return short;
  }
  return value;
}
