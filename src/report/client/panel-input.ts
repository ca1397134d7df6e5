/** Pointer and keyboard of one plot. */
import { axisPositions } from './axis.js';
import type { ChosenAxis } from './chooser.js';
import type { HoverChannel } from './hover.js';
import type { Scatter } from './scatter.js';

/** Hovering shows the nearest point, a click pins it, a click on it again or beside all points releases it. */
export function listenPointer(stage: HTMLElement, scatter: () => Scatter, hover: HoverChannel): void {
  const find = (event: MouseEvent): { index: number; x: number; y: number } => {
    const box = scatter().area.getBoundingClientRect();
    return { index: scatter().nearest(event.clientX - box.left, event.clientY - box.top), x: event.clientX, y: event.clientY };
  };
  stage.addEventListener('pointermove', (event) => {
    if (hover.current().isPinned || event.buttons !== 0) return;
    const found = find(event);
    if (found.index < 0) hover.clear();
    else hover.show({ ...found, isPinned: false });
  });
  stage.addEventListener('pointerleave', () => {
    if (!hover.current().isPinned) hover.clear();
  });
  stage.addEventListener('click', (event) => {
    const found = find(event);
    if (found.index < 0 || (hover.current().isPinned && hover.current().index === found.index)) hover.clear();
    else hover.show({ ...found, isPinned: true });
  });
}

/** Left and right step along x, up and down along y, among the points in view; Home goes to the best, Enter pins, Escape releases. */
export function listenKeys(
  stage: HTMLElement,
  scatter: () => Scatter,
  sides: { readonly x: ChosenAxis; readonly y: ChosenAxis },
  best: readonly number[],
  hover: HoverChannel,
): void {
  const go = (index: number, isPinned: boolean): void => {
    const place = scatter().placeOf(index);
    const box = scatter().area.getBoundingClientRect();
    if (place !== undefined) hover.show({ index, isPinned, x: box.left + place.x, y: box.top + place.y });
  };
  const step = (side: ChosenAxis, direction: 1 | -1, from: number): number => {
    const positions = axisPositions(side.column, side.mode);
    const before = (a: number, b: number): boolean => {
      const [one, other] = [positions[a] ?? NaN, positions[b] ?? NaN];
      return one < other || (one === other && a < b);
    };
    let found = -1;
    for (let i = 0; i < positions.length; i++) {
      const ahead = direction > 0 ? before(from, i) : before(i, from);
      const closer = found < 0 || (direction > 0 ? before(i, found) : before(found, i));
      if (ahead && closer && scatter().placeOf(i) !== undefined) found = i;
    }
    return found;
  };
  stage.addEventListener('keydown', (event) => {
    const { index } = hover.current();
    const first = best[0] ?? -1;
    const from = index < 0 ? first : index;
    const targets = new Map<string, () => number>([
      ['ArrowRight', () => step(sides.x, 1, from)],
      ['ArrowLeft', () => step(sides.x, -1, from)],
      ['ArrowUp', () => step(sides.y, 1, from)],
      ['ArrowDown', () => step(sides.y, -1, from)],
      ['Home', () => first],
    ]);
    const target = targets.get(event.key);
    if (event.key === 'Escape') hover.clear();
    else if (event.key === 'Enter') go(from, true);
    else if (target !== undefined) {
      const next = index < 0 ? from : target();
      if (next >= 0) go(next, false);
    } else return;
    event.preventDefault();
  });
  stage.addEventListener('blur', () => hover.clear());
}
