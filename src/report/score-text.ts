import { fullCount } from '../drawing/quantity.js';

/** A score for people: up to six digits, tiny and huge ones with a power of ten, counts in full. Undefined is a dash. */
export function scoreText(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e12) return `${value < 0 ? '−' : ''}${fullCount(size)}`;
  if (size >= 1e7 || size < 1e-4) {
    const [digits = '', exponent] = value.toExponential(4).split('e');
    return `${digits.replace('-', '−')}·10${superscript(Number(exponent))}`;
  }
  const decimals = Math.max(0, Math.min(6, 5 - Math.floor(Math.log10(size))));
  return value
    .toFixed(Math.min(decimals, 4))
    .replace('-', '−')
    .replace(/\B(?=(\d{3})+(?:\.|$))(?<!\.\d*)/g, ',');
}

/** Writes scores of one list with equally many digits after the point: none if all are integers, otherwise as many as the number that needs most, up to three. */
export function alikeText(values: readonly number[]): (value: number) => string {
  const isPlain = values.every(
    (value) => Number.isFinite(value) && Math.abs(value) < 1e7 && (value === 0 || Math.abs(value) >= 1e-2),
  );
  if (!isPlain) return scoreText;
  const needs = (value: number): number =>
    [0, 1, 2].find((decimals) => Math.abs(value - Number(value.toFixed(decimals))) < 1e-9) ?? 3;
  const decimals = values.reduce((most, value) => Math.max(most, needs(value)), 0);
  return (value) =>
    value
      .toFixed(decimals)
      .replace('-', '−')
      .replace(/\B(?=(\d{3})+(?:\.|$))(?<!\.\d*)/g, ',');
}

/** A measured accuracy: two decimals, as benchmarks print them. */
export function accuracyText(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(2).replace('-', '−');
}

/** A correlation: three decimals, no negative zero. */
export function correlationText(value: number): string {
  return (Math.round(value * 1000) / 1000 + 0).toFixed(3).replace('-', '−');
}

/** An exponent in raised figures: `⁻¹²`. */
export function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (character) => (character === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(character))));
}
