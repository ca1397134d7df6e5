/** A table whose heads sort it. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** A column: how its head reads, what a row shows there, and by what it is sorted. */
export interface Column<R> {
  readonly key: string;
  readonly head: string;
  readonly isNumber?: boolean;
  show(row: R): ComponentChildren;
  /** Left out where the column is not for sorting. */
  sortBy?(row: R): number | string | undefined;
}

interface Props<R> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  /** Scrolls within itself where it has many rows. */
  readonly isTall?: boolean;
  keyOf(row: R): string;
  classOf?(row: R): string;
}

/** Rows in the order of a head that was clicked; as given before. */
export function SortableTable<R>({ label, rows, columns, isTall = false, keyOf, classOf }: Props<R>) {
  const [order, setOrder] = useState<{ readonly key: string; readonly goesUp: boolean } | undefined>(undefined);
  const column = columns.find(({ key }) => key === order?.key);
  const shown =
    column?.sortBy === undefined || order === undefined
      ? rows
      : rows.toSorted((a, b) => compare(column.sortBy?.(a), column.sortBy?.(b), order.goesUp));
  const sort = ({ key, isNumber = false }: Column<R>): void =>
    setOrder(order?.key === key ? { key, goesUp: !order.goesUp } : { key, goesUp: !isNumber });
  return (
    <div class={`table-scroll ${isTall ? 'tall' : ''}`} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((entry) => (
              <th
                key={entry.key}
                scope="col"
                class={entry.isNumber === true ? 'number' : ''}
                aria-sort={order?.key === entry.key ? (order.goesUp ? 'ascending' : 'descending') : undefined}
              >
                {entry.sortBy === undefined ? (
                  entry.head
                ) : (
                  <button type="button" class="sort" onClick={() => sort(entry)}>
                    {entry.head}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)} class={classOf?.(row) ?? ''}>
              {columns.map((entry) => (
                <td key={entry.key} class={entry.isNumber === true ? 'number' : ''}>
                  {entry.show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What has no value stays last, whichever way. */
function compare(a: number | string | undefined, b: number | string | undefined, goesUp: boolean): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
  return goesUp ? order : -order;
}
