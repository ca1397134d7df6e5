/**
 * What walks found: results of programs, and of walks that left terms out, with the sizes that were looked up on the way. The twin of
 * `one-channel/recall.ts`; the path that was walked is 128 bits of a hash instead of a place in a tree.
 */

/** A key and what belongs to it: a size, or the number of a result. */
@unmanaged
class Entry {
  key1: u64;
  key2: u64;
  value: f64;
  spare: u64;
}

const ENTRY_BYTES: usize = 32;
const ENTRIES: u64 = 32768;
const MOST_ENTRIES: i32 = 24_000;
export const TABLE_BYTES: usize = <usize>ENTRIES * ENTRY_BYTES;
/** Sizes of one walk. */
const MOST_NOTES: i32 = 8192;
export const NOTES_BYTES: usize = <usize>MOST_NOTES * ENTRY_BYTES;

let table: usize = 0;
let filled: i32 = 0;
let notes: usize = 0;
let noted: i32 = 0;

export function useTable(at: usize, notesAt: usize): void {
  table = at;
  notes = notesAt;
  filled = 0;
}

export function forgetAll(): void {
  memory.fill(table, 0, TABLE_BYTES);
  filled = 0;
}

export let hash1: u64 = 0;
export let hash2: u64 = 0;

export function startHash(seed: u32): void {
  hash1 = 0x243f6a8885a308d3;
  hash2 = 0x13198a2e03707344;
  mix(seed);
}

@inline
export function setHash(first: u64, second: u64): void {
  hash1 = first;
  hash2 = second;
}

/** Adds a number to what was hashed before. */
export function mix(number: u32): void {
  hash1 = (hash1 ^ <u64>number) * 0x9e3779b97f4a7c15;
  hash1 ^= hash1 >> 32;
  hash2 = (hash2 + <u64>number) * 0xc2b2ae3d27d4eb4f;
  hash2 ^= hash2 >> 29;
}

/** The entry of a key, or the free one where it belongs. */
function entryOf(key1: u64, key2: u64): Entry {
  let at = <usize>(key1 & (ENTRIES - 1));
  let entry = changetype<Entry>(table + at * ENTRY_BYTES);
  while ((entry.key1 != key1 || entry.key2 != key2) && (entry.key1 != 0 || entry.key2 != 0)) {
    at = (at + 1) & <usize>(ENTRIES - 1);
    entry = changetype<Entry>(table + at * ENTRY_BYTES);
  }
  return entry;
}

/** What belongs to a key; NaN: nothing. */
export function known(key1: u64, key2: u64): f64 {
  const entry = entryOf(key1, key2);
  return entry.key1 == 0 && entry.key2 == 0 ? NaN : entry.value;
}

/** Keeps what belongs to a key. @returns whether there was room. */
export function keep(key1: u64, key2: u64, value: f64): bool {
  const entry = entryOf(key1, key2);
  if (entry.key1 == 0 && entry.key2 == 0) {
    if (filled >= MOST_ENTRIES) return false;
    filled++;
  }
  entry.key1 = key1;
  entry.key2 = key2;
  entry.value = value;
  return true;
}

export function startNotes(): void {
  noted = 0;
}

/** Notes what belongs to a key, until the end of the walk. */
export function note(key1: u64, key2: u64, value: f64): void {
  if (noted < MOST_NOTES) {
    const entry = changetype<Entry>(notes + <usize>noted * ENTRY_BYTES);
    entry.key1 = key1;
    entry.key2 = key2;
    entry.value = value;
  }
  noted++;
}

/** Keeps what was noted. @returns whether there was room. */
export function keepNotes(): bool {
  if (noted > MOST_NOTES) return false;
  for (let i = 0; i < noted; i++) {
    const entry = changetype<Entry>(notes + <usize>i * ENTRY_BYTES);
    if (!keep(entry.key1, entry.key2, entry.value)) return false;
  }
  return true;
}
