/** Round numbers between two ends, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks([low, high]: readonly [number, number], count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) as number) * power;
  const first = Math.ceil(low / step);
  const ticks: number[] = [];
  // Multiples of the step, so that 0.1 + 0.2 does not show.
  for (let k = first; k * step <= high + step * 1e-9; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** `12,000`, `0.25`, `1e+21` */
export function tickText(value: number): string {
  return Math.abs(value) >= 1e9 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential()
    : value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}
