/** Steps that can be undone and done again. */

export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
}

export const historyOf = <T>(now: T): History<T> => ({ past: [], now, future: [] });

/** A new step; what was undone is forgotten. A step that changes nothing is none. */
export function step<T>({ past, now, future }: History<T>, next: T): History<T> {
  return next === now ? { past, now, future } : { past: [...past, now], now: next, future: [] };
}

export function undo<T>(history: History<T>): History<T> {
  const { past, now, future } = history;
  const before = past.at(-1);
  return before === undefined ? history : { past: past.slice(0, -1), now: before, future: [now, ...future] };
}

export function redo<T>(history: History<T>): History<T> {
  const { past, now, future } = history;
  const [next, ...rest] = future;
  return next === undefined ? history : { past: [...past, now], now: next, future: rest };
}
