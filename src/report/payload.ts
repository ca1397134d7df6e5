/** What the report's script reads: the points as columns, packed small. */
import { mapColumn, pickColumn, type Column } from '../core/column.js';
import { must } from '../core/must.js';
import { frameCells } from './cell-frame.js';
import { frontSteps } from './front-steps.js';
import { midRanksAmong } from './mid-ranks.js';
import { definedNumbers } from './defined-numbers.js';
import { bestPlaces } from './places-of.js';
import { markedKey } from './proxy-marks.js';
import { packTexts, type PackedTexts } from './text-dictionary.js';
import type { ReportData, ReportObjective } from './types.js';
import type { FramedCells } from './unframe-cell.js';

/** One number an architecture, with all that an axis, a colour or a tooltip needs to know. */
export interface PayloadColumn {
  readonly key: string;
  readonly title: string;
  readonly role: 'score' | 'combined' | 'cost' | 'accuracy';
  /** Which end is good; `lower` also for params and MACs. */
  readonly direction: 'higher' | 'lower';
  /** Rounded to nine digits; null is undefined. */
  readonly values: readonly (number | null)[];
  /** Where the plots show some of many points: the rank of each among all, and how many of all have a value. */
  readonly among?: { readonly ranks: readonly (number | null)[]; readonly defined: number };
}

export interface Payload {
  readonly archs: PackedTexts;
  readonly columns: readonly PayloadColumn[];
  /** One point for each step of the Pareto front, in the order of its second objective. */
  readonly front: readonly number[];
  /** The point that the front is compared with. */
  readonly reference?: number;
  /** Lines across the plots of a column. */
  readonly limits?: readonly { readonly key: string; readonly value: number; readonly text: string }[];
  /** Indices of the best, best first. */
  readonly best: readonly number[];
  readonly cells?: FramedCells;
}

/** Keys of the other columns: never equal to a proxy's key, because a proxy's text cannot hold a blank. */
export const columnKeys = { combined: 'combined score', params: 'params ', macs: 'macs ' } as const;

/** The key of a quantity's column. */
function quantityKey(id: string): string {
  return `quantity ${id}`;
}

/** The key of an objective's column. */
export function objectiveKey({ column }: Pick<ReportObjective, 'column'>): string {
  return column.kind === 'proxy' ? column.id : column.kind === 'quantity' ? quantityKey(column.id) : columnKeys[column.kind];
}

/** The key of a table's column of accuracies. */
export function accuracyKey(target: string): string {
  return `accuracy ${target}`;
}

export function packPayload(data: ReportData): Payload {
  const { points } = data;
  const picked = points.shown?.indices;
  const pick = <T>(column: Column<T>): Column<T> => (picked === undefined ? column : pickColumn(column, picked));
  const pickedAt = picked === undefined ? undefined : new Map(picked.map((index, i) => [index, i]));
  const placeOf = (index: number): number | undefined => (pickedAt === undefined ? index : pickedAt.get(index));
  const pickValues = (column: PointColumn): PayloadColumn => {
    const values = [...pick(column.values)];
    return {
      ...column,
      values: column.role === 'cost' ? values : values.map(nineDigits),
      ...(picked === undefined ? {} : { among: ranksAmongAll(column, picked) }),
    };
  };
  const cells = points.cells === undefined ? undefined : frameCells(pick(points.cells));
  const reference = data.reference === undefined ? undefined : placeOf(data.reference.index);
  return {
    archs: packTexts(pick(points.archs)),
    columns: columnsOf(data).map(pickValues),
    front: frontSteps(data).flatMap(([first]) => placeOf(first) ?? []),
    ...(reference === undefined ? {} : { reference }),
    best: bestPlaces(data).flatMap((index) => placeOf(index) ?? []),
    ...(data.limits === undefined
      ? {}
      : { limits: data.limits.map(({ column, value, text }) => ({ key: objectiveKey({ column }), value, text })) }),
    ...(cells === undefined ? {} : { cells }),
  };
}

/** The numbers of all points, not rounded yet. */
type PointColumn = Omit<PayloadColumn, 'values' | 'among'> & { readonly values: Column<number | null> };

function columnsOf(data: ReportData): PointColumn[] {
  const { points } = data;
  return [
    ...data.proxies.map(({ key, direction }, i): PointColumn => ({
      key,
      title: markedKey(data.proxies, i),
      role: 'score',
      direction,
      values: must(points.scores[key], 'the scores of each proxy'),
    })),
    {
      key: columnKeys.combined,
      title: 'Combined score',
      role: 'combined',
      direction: 'higher',
      values: points.combined,
    },
    { key: columnKeys.params, title: 'Params', role: 'cost', direction: 'lower', values: points.params },
    { key: columnKeys.macs, title: 'MACs', role: 'cost', direction: 'lower', values: points.macs },
    ...Object.entries(points.quantities ?? {}).map(([id, values]): PointColumn => ({
      key: quantityKey(id),
      title: id,
      role: 'score',
      direction: 'lower',
      values,
    })),
    ...(data.tables ?? []).map((table): PointColumn => ({
      key: accuracyKey(table.target),
      title: table.label,
      role: 'accuracy',
      direction: 'higher',
      values: table.accuracies,
    })),
  ];
}

/** The ranks of some points among all. */
function ranksAmongAll({ values, direction }: PointColumn, picked: readonly number[]): NonNullable<PayloadColumn['among']> {
  const finite = (value: number | null | undefined): number =>
    value === null || value === undefined || !Number.isFinite(value) ? NaN : value;
  const sorted = definedNumbers(mapColumn(values, finite));
  const shown = Float64Array.from(picked, (i) => finite(values.at(i)));
  const ranks = Array.from(midRanksAmong(sorted, shown, direction), (rank) => (Number.isNaN(rank) ? null : rank));
  return { ranks, defined: sorted.length };
}

function nineDigits(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(9));
}

/** JSON that can stand inside a script element: no `<`, so neither an end tag nor a comment can begin in it. */
export function payloadJson(payload: Payload): string {
  return JSON.stringify(payload)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
