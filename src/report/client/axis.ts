/** How a column becomes positions along an axis, and where the axis has ticks. All plots are linear in these positions. */
import { compactCount } from '../../core/format-number.js';
import { fullCount } from '../../drawing/quantity.js';
import { superscript } from '../score-text.js';
import type { Column } from './columns.js';

export const axisModes = ['linear', 'log', 'rank'] as const;
export type AxisMode = (typeof axisModes)[number];

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Positions of all points, NaN where there is none. Ranks are oriented so that the good end lies where larger values would. */
export function axisPositions(column: Column, mode: AxisMode): Float64Array {
  switch (mode) {
    case 'linear':
      return column.values;
    case 'log':
      return column.values.map((value) => (value > 0 ? Math.log10(value) : NaN));
    case 'rank':
      return column.direction === 'higher' ? column.ranks().map((rank) => column.defined + 1 - rank) : column.ranks();
    default:
      return mode satisfies never;
  }
}

/** Logarithms need positive values. */
export function allowsLog(column: Column): boolean {
  return column.values.every((value) => Number.isNaN(value) || value > 0);
}

/** Ranks for the combined score, whose values have no meaning; a log axis if the middle nine tenths of positive values span more than two powers of ten; otherwise a linear axis. */
export function defaultMode(column: Column): AxisMode {
  if (column.role === 'combined') return 'rank';
  if (!allowsLog(column) || column.defined === 0) return 'linear';
  const sorted = column.values.filter((value) => !Number.isNaN(value)).toSorted();
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
  return at(0.95) / at(0.05) > 100 ? 'log' : 'linear';
}

/** At most about `most` ticks between two positions, at round values of what the axis shows. */
export function axisTicks(column: Column, mode: AxisMode, low: number, high: number, most: number): Tick[] {
  switch (mode) {
    case 'linear':
      return roundSteps(low, high, most).map((at) => ({ at, label: valueLabel(column, at, (high - low) / most) }));
    case 'log':
      return logTicks(column, low, high, most);
    case 'rank':
      return rankTicks(column, low, high, most);
    default:
      return mode satisfies never;
  }
}

/** The title of an axis; for ranks, it says which end is best. */
export function axisTitle(column: Column, mode: AxisMode): string {
  if (mode === 'rank') return `${column.title}: rank (1 = ${column.role === 'cost' ? 'fewest' : 'best'})`;
  return mode === 'log' ? `${column.title} (log)` : column.title;
}

/** Multiples of 1, 2 or 5 times a power of ten: about `most` of them, at most a third more. */
export function roundSteps(low: number, high: number, most: number): number[] {
  const raw = (high - low) / Math.max(1, most);
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= raw * 0.75) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function logTicks(column: Column, low: number, high: number, most: number): Tick[] {
  if (high - low < 0.7) {
    const values = roundSteps(10 ** low, 10 ** high, most);
    return values
      .filter((value) => value > 0)
      .map((value) => ({ at: Math.log10(value), label: valueLabel(column, value, value / 20) }));
  }
  const factors = high - low < most / 3 ? [1, 2, 5] : high - low < most / 2 ? [1, 3] : [1];
  const every = factors.length > 1 ? 1 : Math.max(1, Math.ceil((high - low) / most));
  const exponents = Array.from({ length: Math.floor(high) - Math.floor(low) + 1 }, (_, i) => Math.floor(low) + i).filter(
    (exponent) => exponent % every === 0,
  );
  const isPlain = low >= -3.01 && high < 9;
  return exponents
    .flatMap((exponent) => factors.map((factor) => ({ factor, exponent, at: exponent + Math.log10(factor) })))
    .filter(({ at }) => at >= low && at <= high)
    .map(({ factor, exponent, at }) => ({
      at,
      label: isPlain ? valueLabel(column, factor * 10 ** exponent, 10 ** exponent / 20) : powerLabel(factor, exponent),
    }));
}

function powerLabel(factor: number, exponent: number): string {
  if (exponent === 0) return String(factor);
  return `${factor === 1 ? '' : `${factor}·`}10${superscript(exponent)}`;
}

function rankTicks(column: Column, low: number, high: number, most: number): Tick[] {
  const rankOf = (at: number): number => (column.direction === 'higher' ? column.defined + 1 - at : at);
  const from = Math.min(rankOf(low), rankOf(high));
  const to = Math.max(rankOf(low), rankOf(high));
  const ranks = roundSteps(Math.max(1, from), Math.min(column.defined, to), most).map((rank) => (rank === 0 ? 1 : rank));
  const withFirst = from <= 1 && ranks[0] !== 1 ? [1, ...ranks] : ranks;
  return withFirst
    .filter(Number.isInteger)
    .map((rank) => ({ at: column.direction === 'higher' ? column.defined + 1 - rank : rank, label: fullCount(rank) }));
}

function valueLabel(column: Column, value: number, step: number): string {
  if (column.role === 'cost')
    return compactCount(value)
      .replace(/(\.\d*?)0+( |$)/, '$1$2')
      .replace(/\.( |$)/, '$1');
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e7 || size < 1e-5)) {
    const exponent = Math.floor(Math.log10(size));
    return `${Number((value / 10 ** exponent).toPrecision(3))}·10${superscript(exponent)}`.replace('-', '−');
  }
  const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(step || 1))));
  const text = value
    .toFixed(decimals)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return (size >= 1000 ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text).replace('-', '−');
}
