/**
 * A set of 64-bit keys, two words each, in one typed array (open addressing): millions of canonical forms at eight bytes each.
 * Two different forms of one key would count as one: among ten million random keys that happens with a probability of 3 in a million.
 */
interface KeySet {
  readonly size: number;
  /** Whether the key was not in the set; it is now. */
  add(low: number, high: number): boolean;
}

/** Share of places taken beyond which the table is doubled. */
const fullness = 0.6;

/** @param expected how many keys will be added, where that is known: the table is then made once. */
export function createKeySet(expected = 0): KeySet {
  let places = 1024;
  while (places * fullness < expected) places *= 2;
  let table = new Uint32Array(2 * places);
  let size = 0;
  let hasZero = false;

  /** The place of the key, or the free place for it. The key 0, 0 marks an empty place and is stored separately. */
  const find = (low: number, high: number): number => {
    let place = (low ^ Math.imul(high, 0x9e3779b1)) & (places - 1);
    while ((table[2 * place] !== low || table[2 * place + 1] !== high) && (table[2 * place] !== 0 || table[2 * place + 1] !== 0))
      place = (place + 1) & (places - 1);
    return place;
  };
  const grow = (): void => {
    const old = table;
    places *= 2;
    table = new Uint32Array(2 * places);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === 0 && old[at + 1] === 0) continue;
      const place = find(old[at], old[at + 1]);
      table[2 * place] = old[at];
      table[2 * place + 1] = old[at + 1];
    }
  };
  return {
    get size() {
      return size;
    },
    add(low, high) {
      const a = low >>> 0;
      const b = high >>> 0;
      if (a === 0 && b === 0) {
        if (hasZero) return false;
        hasZero = true;
        size++;
        return true;
      }
      const place = find(a, b);
      if (table[2 * place] !== 0 || table[2 * place + 1] !== 0) return false;
      table[2 * place] = a;
      table[2 * place + 1] = b;
      size++;
      if (size > fullness * places) grow();
      return true;
    },
  };
}
