/** Rows of tables and points of plots light up together. */
import type { HoverChannel } from './hover.js';

/** @param places of the architectures, by their strings. */
export function linkRows(root: ParentNode, places: ReadonlyMap<string, number>, hover: HoverChannel): void {
  const rows = new Map<number, HTMLElement[]>();
  for (const code of root.querySelectorAll('tbody code')) {
    const row = code.closest('tr');
    const place = places.get(code.textContent ?? '');
    if (row === null || place === undefined) continue;
    rows.set(place, [...(rows.get(place) ?? []), row]);
    row.addEventListener('pointerenter', () => {
      if (!hover.current().isPinned) hover.mark(place);
    });
    row.addEventListener('pointerleave', () => {
      if (!hover.current().isPinned) hover.clear();
    });
  }
  let lit: readonly HTMLElement[] = [];
  hover.subscribe(({ index }) => {
    for (const row of lit) row.classList.remove('lit');
    lit = rows.get(index) ?? [];
    for (const row of lit) row.classList.add('lit');
  });
}
