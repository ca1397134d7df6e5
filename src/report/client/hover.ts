/** The point under the pointer, shared by all plots, so that one architecture is highlighted everywhere. */
export interface Hover {
  /** Index of the point, or -1. */
  readonly index: number;
  /** A pinned point stays until it is released. */
  readonly isPinned: boolean;
  /** Where on the page the point stands. */
  readonly x: number;
  readonly y: number;
  /** Without the card, because the user is already looking at the row that names the architecture. */
  readonly isQuiet?: boolean;
}

export interface HoverChannel {
  current(): Hover;
  show(hover: Hover): void;
  /** Rings a point without its card. */
  mark(index: number): void;
  clear(): void;
  subscribe(listener: (hover: Hover) => void): void;
}

const nothing: Hover = { index: -1, isPinned: false, x: 0, y: 0 };

export function createHoverChannel(): HoverChannel {
  const listeners: ((hover: Hover) => void)[] = [];
  let now = nothing;
  const set = (hover: Hover): void => {
    now = hover;
    for (const listener of listeners) listener(hover);
  };
  return {
    current: () => now,
    show: set,
    mark: (index) => set({ ...nothing, index, isQuiet: true }),
    clear: () => set(nothing),
    subscribe: (listener) => void listeners.push(listener),
  };
}
