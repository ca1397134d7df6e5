/**
 * Which entries along one axis are known to be equal, so that each distinct one is stored once.
 * With constant weights nearly everything repeats: all channels of a layer (one stored entry), runs of channels after a
 * concatenation, rows of a map that mirror each other, the inside of a map that has seen no border yet. All of it is one idea:
 * a function from places to stored entries, and every operator says how it carries such a function over.
 */

/** `index[place]` is the stored entry; entries are numbered by first appearance, so equal functions have equal `index`. */
export interface AxisLayout {
  /** A unique number, for keys. */
  readonly id: number;
  /** Places along the axis. */
  readonly length: number;
  /** Distinct entries kept. */
  readonly stored: number;
  readonly index: Int32Array;
  /** How many places share each stored entry. */
  readonly counts: Float64Array;
  /** The first place of each stored entry. */
  readonly places: Int32Array;
  /** What was derived from this layout, by key: layouts recur, and so do the operators applied to them. */
  readonly derived: Map<string | number, unknown>;
}

let made = 0;
const interned = new Map<string, AxisLayout>();
/** Larger layouts are made each time: they are compared by content, so they are still correct. */
const INTERNED_LENGTH = 4096;
const INTERNED_LAYOUTS = 2000;

/** The layout of a function from places to any labels; places with equal labels share an entry. */
export function layoutOf(labels: ArrayLike<number | string>): AxisLayout {
  const numbers = new Map<number | string, number>();
  const index = new Int32Array(labels.length);
  for (let place = 0; place < labels.length; place++) {
    let entry = numbers.get(labels[place]);
    if (entry === undefined) numbers.set(labels[place], (entry = numbers.size));
    index[place] = entry;
  }
  if (index.length > INTERNED_LENGTH) return createLayout(index, numbers.size);
  const key = index.join();
  let layout = interned.get(key);
  if (layout === undefined) {
    if (interned.size >= INTERNED_LAYOUTS) interned.clear();
    interned.set(key, (layout = createLayout(index, numbers.size)));
  }
  return layout;
}

function createLayout(index: Int32Array, stored: number): AxisLayout {
  const counts = new Float64Array(stored);
  const places = new Int32Array(stored).fill(-1);
  for (let place = 0; place < index.length; place++) {
    counts[index[place]]++;
    if (places[index[place]] < 0) places[index[place]] = place;
  }
  return { id: made++, length: index.length, stored, index, counts, places, derived: new Map() };
}

/** All places are equal. */
export const uniformLayout = byLength((length) => new Int32Array(length));

/** All places distinct. */
export const fullLayout = byLength((length) => Int32Array.from({ length }, (_, place) => place));

/** The layouts of so many places, each made once. */
function byLength(labels: (length: number) => Int32Array): (length: number) => AxisLayout {
  const known = new Map<number, AxisLayout>();
  return (length) => {
    let layout = known.get(length);
    if (layout === undefined) {
      layout = layoutOf(labels(length));
      if (known.size >= INTERNED_LAYOUTS) known.clear();
      if (length <= INTERNED_LENGTH) known.set(length, layout);
    }
    return layout;
  };
}

export function sameLayout(a: AxisLayout, b: AxisLayout): boolean {
  if (a === b) return true;
  return a.length === b.length && a.stored === b.stored && a.index.every((entry, place) => entry === b.index[place]);
}

/** `build()` remembered under `key`; a layout keeps a bounded number of derivations. */
export function derive<T>(layout: AxisLayout, key: string | number, build: () => T): T {
  let value = layout.derived.get(key) as T | undefined;
  if (value === undefined) {
    if (layout.derived.size > 500) layout.derived.clear();
    layout.derived.set(key, (value = build()));
  }
  return value;
}

/** The coarsest layout that separates all places that one of the given layouts separates. */
export function refineLayouts(layouts: readonly AxisLayout[]): AxisLayout {
  return layouts.reduce((a, b) => {
    if (a === b || b.stored === 1) return a;
    if (a.stored === 1) return b;
    return derive(a, -1 - b.id, () =>
      sameLayout(a, b) ? a : layoutOf(Float64Array.from(a.index, (entry, place) => entry * b.stored + b.index[place])),
    );
  });
}

/** For every stored entry of `fine`, the entry of `coarse` it lies in. `coarse` must not separate places that `fine` joins. */
export function entriesIn(coarse: AxisLayout, fine: AxisLayout): Int32Array {
  return Int32Array.from(fine.places, (place) => coarse.index[place]);
}
