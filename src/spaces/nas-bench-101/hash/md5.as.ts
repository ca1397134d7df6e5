/** MD5 (RFC 1321) of four messages at once, a message in each lane. The caller writes the 64 constants at address 0. */

/** The words of a block, each of four messages; the state of the four. */
const WORDS: usize = 512;
const STATE: usize = 768;

@inline
function turn(sum: v128, shift: i32, b: v128): v128 {
  return i32x4.add(b, v128.or(i32x4.shl(sum, shift), i32x4.shr_u(sum, 32 - shift)));
}

@inline
function sum(a: v128, mixed: v128, i: usize, word: usize): v128 {
  return i32x4.add(i32x4.add(a, mixed), i32x4.add(v128.load32_splat(i << 2), v128.load(WORDS + ((word & 15) << 4))));
}

@inline
function choose(mask: v128, yes: v128, no: v128): v128 {
  return v128.xor(no, v128.and(mask, v128.xor(yes, no)));
}

@inline
function odd(x: v128, y: v128, z: v128): v128 {
  return v128.xor(v128.xor(x, y), z);
}

@inline
function last(x: v128, y: v128, z: v128): v128 {
  return v128.xor(y, v128.or(x, v128.not(z)));
}

/** Adds the block in WORDS to the state of the lanes in `kept`. */
function mixBlock(kept: v128): void {
  const a0 = v128.load(STATE), b0 = v128.load(STATE, 16), c0 = v128.load(STATE, 32), d0 = v128.load(STATE, 48);
  let a = a0, b = b0, c = c0, d = d0;
  for (let i: usize = 0, k: usize = 0; i < 16; i += 4, k += 4) {
    a = turn(sum(a, choose(b, c, d), i, k), 7, b);
    d = turn(sum(d, choose(a, b, c), i + 1, k + 1), 12, a);
    c = turn(sum(c, choose(d, a, b), i + 2, k + 2), 17, d);
    b = turn(sum(b, choose(c, d, a), i + 3, k + 3), 22, c);
  }
  for (let i: usize = 16, k: usize = 1; i < 32; i += 4, k += 20) {
    a = turn(sum(a, choose(d, b, c), i, k), 5, b);
    d = turn(sum(d, choose(c, a, b), i + 1, k + 5), 9, a);
    c = turn(sum(c, choose(b, d, a), i + 2, k + 10), 14, d);
    b = turn(sum(b, choose(a, c, d), i + 3, k + 15), 20, c);
  }
  for (let i: usize = 32, k: usize = 5; i < 48; i += 4, k += 12) {
    a = turn(sum(a, odd(b, c, d), i, k), 4, b);
    d = turn(sum(d, odd(a, b, c), i + 1, k + 3), 11, a);
    c = turn(sum(c, odd(d, a, b), i + 2, k + 6), 16, d);
    b = turn(sum(b, odd(c, d, a), i + 3, k + 9), 23, c);
  }
  for (let i: usize = 48, k: usize = 0; i < 64; i += 4, k += 28) {
    a = turn(sum(a, last(b, c, d), i, k), 6, b);
    d = turn(sum(d, last(a, b, c), i + 1, k + 7), 10, a);
    c = turn(sum(c, last(d, a, b), i + 2, k + 14), 15, d);
    b = turn(sum(b, last(c, d, a), i + 3, k + 21), 21, c);
  }
  v128.store(STATE, i32x4.add(a0, v128.and(kept, a)));
  v128.store(STATE, i32x4.add(b0, v128.and(kept, b)), 16);
  v128.store(STATE, i32x4.add(c0, v128.and(kept, c)), 32);
  v128.store(STATE, i32x4.add(d0, v128.and(kept, d)), 48);
}

/** Writes four rows as four columns. */
@inline
function transpose(target: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  v128.store(target, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(target, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7), cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(ab2, cd2, 0, 2), 32);
  v128.store(target, v128.shuffle<i64>(ab2, cd2, 1, 3), 48);
}

/** Writes the 32 hexadecimal characters of 16 bytes. */
function writeHex(target: usize, bytes: v128): void {
  const digits = i8x16(0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66);
  const high = v128.swizzle(digits, i8x16.shr_u(bytes, 4));
  const low = v128.swizzle(digits, v128.and(bytes, i8x16.splat(15)));
  v128.store(target, v128.shuffle<i8>(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  v128.store(target, v128.shuffle<i8>(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
}

/** Writes the digests of four padded messages, `step` bytes apart, as text. @param blocks their number in each, a word each; the first message has the most. */
export function digestFour(messages: usize, step: usize, blocks: usize, toA: usize, toB: usize, toC: usize, toD: usize): void {
  v128.store(STATE, i32x4.splat(0x67452301));
  v128.store(STATE, i32x4.splat(0xefcdab89), 16);
  v128.store(STATE, i32x4.splat(0x98badcfe), 32);
  v128.store(STATE, i32x4.splat(0x10325476), 48);
  const most = load<i32>(blocks);
  for (let block = 0, from = messages; block < most; block++) {
    for (let word: usize = 0; word < 256; word += 64, from += 16)
      transpose(WORDS + word, v128.load(from), v128.load(from + step), v128.load(from + 2 * step), v128.load(from + 3 * step));
    mixBlock(i32x4.gt_s(v128.load(blocks), i32x4.splat(block)));
  }
  transpose(WORDS, v128.load(STATE), v128.load(STATE, 16), v128.load(STATE, 32), v128.load(STATE, 48));
  writeHex(toA, v128.load(WORDS));
  writeHex(toB, v128.load(WORDS, 16));
  writeHex(toC, v128.load(WORDS, 32));
  writeHex(toD, v128.load(WORDS, 48));
}
