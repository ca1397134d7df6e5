/** The rows of the selection: only those that are on the screen are made, so that half a million scroll as ten do. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { tickText } from 'assay';
import type { ColumnFacts } from './explore.worker.js';

interface DataTableProps {
  readonly columns: readonly ColumnFacts[];
  /** Rows in their order. */
  readonly order: Uint32Array;
  readonly sort: { readonly column: string | null; readonly isDescending: boolean };
  readonly lit: number | undefined;
  readonly onSort: (column: string) => void;
  readonly onHover: (row: number | undefined) => void;
  readonly load: (rows: readonly number[]) => Promise<readonly (readonly string[])[]>;
}

const rowHeight = 28;
/** The most rows a browser's page can hold at this height. */
const mostRows = 1_000_000;

/** A scrolled table with sortable heads. */
export function DataTable({ columns, order, sort, lit, onSort, onHover, load }: DataTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const [items, setItems] = useState<readonly VirtualItem[]>([]);
  const [cells, setCells] = useState<ReadonlyMap<number, readonly string[]>>(new Map());
  const virtual = useRef<Virtualizer<HTMLDivElement, Element> | undefined>(undefined);
  const count = Math.min(mostRows, order.length);
  useLayoutEffect(() => {
    const made = new Virtualizer<HTMLDivElement, Element>({
      count,
      getScrollElement: () => box.current,
      estimateSize: () => rowHeight,
      overscan: 8,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: (changed) => setItems(changed.getVirtualItems()),
    });
    virtual.current = made;
    // The names by which the library is bound to a framework.
    // oxlint-disable-next-line no-underscore-dangle
    const unmount = made._didMount();
    // oxlint-disable-next-line no-underscore-dangle
    made._willUpdate();
    setItems(made.getVirtualItems());
    return unmount;
  }, [count]);
  useEffect(() => {
    const rows = items.flatMap(({ index }) => order[index] ?? []);
    if (rows.every((row) => cells.has(row))) return;
    let isStale = false;
    void load(rows).then((found) => {
      if (!isStale) setCells(new Map(rows.map((row, i) => [row, found[i] ?? []])));
    });
    return () => {
      isStale = true;
    };
  }, [items, order]);
  const template = `70px ${columns.map(({ kind }) => (kind === 'text' ? '340px' : '130px')).join(' ')}`;
  const sortWord = (name: string): 'ascending' | 'descending' | 'none' =>
    sort.column !== name ? 'none' : sort.isDescending ? 'descending' : 'ascending';
  return (
    <div
      class="grid"
      ref={box}
      tabIndex={0}
      role="table"
      aria-label="Rows of the selection; scrolls both ways"
      aria-rowcount={order.length + 1}
    >
      <div class="head" role="row" style={{ gridTemplateColumns: template }}>
        <span role="columnheader">row</span>
        {columns.map(({ name, kind }) => (
          <span key={name} role="columnheader" class={kind === 'number' ? 'number' : ''} aria-sort={sortWord(name)}>
            <button type="button" onClick={() => onSort(name)}>
              {name} {sort.column === name ? (sort.isDescending ? '▼' : '▲') : ''}
            </button>
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: `${count * rowHeight}px`, position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = order[index];
          if (row === undefined) return null;
          const texts = cells.get(row) ?? [];
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              class={row === lit ? 'row lit' : 'row'}
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
              onClick={() => onHover(row)}
            >
              <span role="cell">{row + 1}</span>
              {columns.map(({ name, kind }, i) => (
                <span key={name} role="cell" class={kind === 'number' ? 'number' : ''} title={texts[i]}>
                  {kind === 'number' ? numberText(texts[i]) : (texts[i] ?? '')}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const numberText = (text: string | undefined): string => (text === undefined || text === '' ? '' : tickText(Number(text)));
