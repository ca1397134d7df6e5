/**
 * MD5 (RFC 1321), for keys that a published table computes with it; it protects nothing.
 * We wrote it because a NAS-Bench-101 key takes fifty digests of short texts that are themselves digests: on words in place,
 * it is ten times as fast as a general library on strings.
 */
const sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
/** Two ASCII characters of a byte, low half first. */
const hexPairs = Int32Array.from({ length: 256 }, (_, byte) => {
  const text = byte.toString(16).padStart(2, '0');
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8);
});

const state = new Int32Array(4);

/** b plus the sum turned left: one step of the 64. */
function turn(sum: number, shift: number, b: number): number {
  return (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
}

function mixBlock(message: Int32Array, at: number): void {
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  for (let i = 0; i < 16; i += 4) {
    a = turn((a + ((b & c) | (~b & d)) + sines[i] + message[at + i]) | 0, 7, b);
    d = turn((d + ((a & b) | (~a & c)) + sines[i + 1] + message[at + i + 1]) | 0, 12, a);
    c = turn((c + ((d & a) | (~d & b)) + sines[i + 2] + message[at + i + 2]) | 0, 17, d);
    b = turn((b + ((c & d) | (~c & a)) + sines[i + 3] + message[at + i + 3]) | 0, 22, c);
  }
  for (let i = 16, k = 1; i < 32; i += 4, k += 20) {
    a = turn((a + ((d & b) | (~d & c)) + sines[i] + message[at + (k & 15)]) | 0, 5, b);
    d = turn((d + ((c & a) | (~c & b)) + sines[i + 1] + message[at + ((k + 5) & 15)]) | 0, 9, a);
    c = turn((c + ((b & d) | (~b & a)) + sines[i + 2] + message[at + ((k + 10) & 15)]) | 0, 14, d);
    b = turn((b + ((a & c) | (~a & d)) + sines[i + 3] + message[at + ((k + 15) & 15)]) | 0, 20, c);
  }
  for (let i = 32, k = 5; i < 48; i += 4, k += 12) {
    a = turn((a + (b ^ c ^ d) + sines[i] + message[at + (k & 15)]) | 0, 4, b);
    d = turn((d + (a ^ b ^ c) + sines[i + 1] + message[at + ((k + 3) & 15)]) | 0, 11, a);
    c = turn((c + (d ^ a ^ b) + sines[i + 2] + message[at + ((k + 6) & 15)]) | 0, 16, d);
    b = turn((b + (c ^ d ^ a) + sines[i + 3] + message[at + ((k + 9) & 15)]) | 0, 23, c);
  }
  for (let i = 48, k = 0; i < 64; i += 4, k += 28) {
    a = turn((a + (c ^ (b | ~d)) + sines[i] + message[at + (k & 15)]) | 0, 6, b);
    d = turn((d + (b ^ (a | ~c)) + sines[i + 1] + message[at + ((k + 7) & 15)]) | 0, 10, a);
    c = turn((c + (a ^ (d | ~b)) + sines[i + 2] + message[at + ((k + 14) & 15)]) | 0, 15, d);
    b = turn((b + (d ^ (c | ~a)) + sines[i + 3] + message[at + ((k + 21) & 15)]) | 0, 21, c);
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

/**
 * The digest of the first `length` bytes of a little-endian message, as four little-endian words that are valid until the next call.
 * The message needs room for padding, 9 bytes rounded up to a multiple of 64, and is overwritten there.
 */
export function md5Words(message: Int32Array, length: number): Int32Array {
  const words = 16 * (((length + 8) >> 6) + 1);
  const last = length >> 2;
  const shift = 8 * (length & 3);
  message[last] = (message[last] & ((1 << shift) - 1)) | (0x80 << shift);
  message.fill(0, last + 1, words);
  message[words - 2] = length << 3;
  state[0] = 0x67452301;
  state[1] = 0xefcdab89 | 0;
  state[2] = 0x98badcfe | 0;
  state[3] = 0x10325476;
  for (let at = 0; at < words; at += 16) mixBlock(message, at);
  return state;
}

/** Writes a digest's 32 hexadecimal characters as eight little-endian words. */
export function writeHex(digest: Int32Array, out: Int32Array, at: number): void {
  for (let i = 0; i < 4; i++) {
    const word = digest[i];
    out[at + 2 * i] = hexPairs[word & 255] | (hexPairs[(word >>> 8) & 255] << 16);
    out[at + 2 * i + 1] = hexPairs[(word >>> 16) & 255] | (hexPairs[word >>> 24] << 16);
  }
}
