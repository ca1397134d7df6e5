/**
 * Philox 4x32-10 in AssemblyScript for WebAssembly SIMD: four blocks of four words at a time, one a lane. `core/rng` says what a block is.
 */

@inline const multiplier0: i32 = 0xd2511f53;
@inline const multiplier1: i32 = 0xcd9e8d57;

/** The first to the fourth words of the blocks that were drawn last: a function returns one value only. */
export let first: v128 = i32x4.splat(0);
export let second: v128 = i32x4.splat(0);
export let third: v128 = i32x4.splat(0);
export let fourth: v128 = i32x4.splat(0);

/** Draws the blocks of the counter `low`, `high` and the next three. */
@inline
export function drawBlocks(low: i32, high: i32, key0: i32, key1: i32): void {
  const m0 = i32x4.splat(multiplier0);
  const m1 = i32x4.splat(multiplier1);
  let x0 = i32x4.add(i32x4.splat(low), i32x4(0, 1, 2, 3));
  let x1 = i32x4.splat(high);
  let x2 = i32x4.splat(0);
  let x3 = x2;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const a = i64x2.extmul_low_i32x4_u(x0, m0);
    const b = i64x2.extmul_high_i32x4_u(x0, m0);
    const c = i64x2.extmul_low_i32x4_u(x2, m1);
    const d = i64x2.extmul_high_i32x4_u(x2, m1);
    x0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), x1), i32x4.splat(k0));
    x2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), x3), i32x4.splat(k1));
    x1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    x3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  first = x0;
  second = x1;
  third = x2;
  fourth = x3;
}

/** Stores what was made of the first to the fourth words: lanes are blocks, in memory the four of a block follow each other. */
@inline
export function storeBlocks(target: usize, a: v128, b: v128, c: v128, d: v128): void {
  const lowAB = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const highAB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const lowCD = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const highCD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(lowAB, lowCD, 0, 2));
  v128.store(target, v128.shuffle<i64>(lowAB, lowCD, 1, 3), 16);
  v128.store(target, v128.shuffle<i64>(highAB, highCD, 0, 2), 32);
  v128.store(target, v128.shuffle<i64>(highAB, highCD, 1, 3), 48);
}
