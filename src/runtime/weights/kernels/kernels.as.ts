/**
 * Uniform numbers of Philox 4x32-10, in AssemblyScript for WebAssembly SIMD: four blocks of four words at a time, one a lane.
 * `core/rng` says what a block is; `random-fill` draws the same numbers in plain TypeScript.
 */

@inline const multiplier0: i32 = 0xd2511f53;
@inline const multiplier1: i32 = 0xcd9e8d57;

/** (word >>> 8) - 8388607.5 times the step, in double precision and then rounded to float32, as JavaScript does. */
@inline
function numbers(words: v128, step: v128): v128 {
  const whole = i32x4.shr_u(words, 8);
  const middle = f64x2.splat(8388607.5);
  const low = f64x2.mul(f64x2.sub(f64x2.convert_low_i32x4_u(whole), middle), step);
  const up = f64x2.mul(f64x2.sub(f64x2.convert_low_i32x4_u(v128.shuffle<i32>(whole, whole, 2, 3, 2, 3)), middle), step);
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(up), 0, 1, 4, 5);
}

/** Writes the numbers of `blocks` blocks, a multiple of four, from block `counter` on. */
export function fillUniform(target: usize, blocks: i32, key0: i32, key1: i32, counter: i32, size: f64): void {
  const m0 = i32x4.splat(multiplier0);
  const m1 = i32x4.splat(multiplier1);
  const step = f64x2.splat(size);
  for (const end = target + (<usize>blocks << 4); target < end; target += 64) {
    let x0 = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3));
    let x1 = i32x4.splat(0);
    let x2 = x1;
    let x3 = x1;
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
    const a = numbers(x0, step);
    const b = numbers(x1, step);
    const c = numbers(x2, step);
    const d = numbers(x3, step);
    // Lanes are blocks; in memory the four numbers of a block follow each other.
    const lowAB = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const highAB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const lowCD = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const highCD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<i64>(lowAB, lowCD, 0, 2));
    v128.store(target, v128.shuffle<i64>(lowAB, lowCD, 1, 3), 16);
    v128.store(target, v128.shuffle<i64>(highAB, highCD, 0, 2), 32);
    v128.store(target, v128.shuffle<i64>(highAB, highCD, 1, 3), 48);
    counter += 4;
  }
}
