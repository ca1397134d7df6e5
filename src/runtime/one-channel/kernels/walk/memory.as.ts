/** Memory of a walk: blocks from the arena in JavaScript, kept for reuse, and what JavaScript knows of grids, asked once. */

/** @returns the address of a block that stays. */
@external("walk", "allocate")
declare function allocateMore(bytes: u32): usize;

/** Writes what belongs to two things (`types.ts`) at an address. */
@external("walk", "relate")
declare function relateNow(a: usize, b: usize, target: usize): void;

/** Entries of the table of relations, a power of two. */
const RELATIONS: u32 = 1024;
const RELATION_BYTES: usize = 32;

/** First freed block of each size class; a freed block begins with the address of the next one. */
let freed: usize = 0;
let relations: usize = 0;

/** Forgets everything: `freedAt` has 128 words, `relationsAt` 8,192, all zero. */
export function useMemory(freedAt: usize, relationsAt: usize): void {
  freed = freedAt;
  relations = relationsAt;
}

/** As in `maps/arena.ts`. */
@inline
function sizeClass(bytes: u32): u32 {
  const most = max<u32>(64, bytes) - 1;
  const octave = 31 - clz<u32>(most);
  return 4 * octave + (most >> (octave - 2)) - 4;
}

export function allocate(bytes: u32): usize {
  const head = freed + (<usize>sizeClass(bytes) << 2);
  const block = <usize>load<u32>(head);
  if (block == 0) return allocateMore(bytes);
  store<u32>(head, load<u32>(block));
  return block;
}

export function free(block: usize, bytes: u32): void {
  const head = freed + (<usize>sizeClass(bytes) << 2);
  store<u32>(block, load<u32>(head));
  store<u32>(head, <u32>block);
}

/** The address of three words that JavaScript wrote for two addresses; they hold until the next call. */
export function relate(a: usize, b: usize): usize {
  const entry = relations + <usize>(((<u32>a >> 4) * 31 + <u32>b + (<u32>b >> 4)) & (RELATIONS - 1)) * RELATION_BYTES;
  if (load<u32>(entry) != <u32>a || load<u32>(entry, 4) != <u32>b) {
    relateNow(a, b, entry + 8);
    store<u32>(entry, <u32>a);
    store<u32>(entry, <u32>b, 4);
  }
  return entry + 8;
}
