/**
 * Uniform numbers of Philox 4x32-10, in AssemblyScript for WebAssembly SIMD: four blocks of four words at a time, one a lane.
 * `core/rng` says what a block is; `random-fill` draws the same numbers in plain TypeScript.
 */
import { drawBlocks, first, fourth, second, storeBlocks, third } from '../../../core/philox.as';

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
  const step = f64x2.splat(size);
  for (const end = target + (<usize>blocks << 4); target < end; target += 64) {
    drawBlocks(counter, 0, key0, key1);
    storeBlocks(target, numbers(first, step), numbers(second, step), numbers(third, step), numbers(fourth, step));
    counter += 4;
  }
}
