/** Mixing of 32-bit words, for keys of canonical forms. Not for secrets. */

/** One word from two: every bit of either changes about half the bits of the result (the finisher of MurmurHash3). */
export function mixWords(a: number, b: number): number {
  let h = Math.imul(a, 0xcc9e2d51);
  h = Math.imul((h << 15) | (h >>> 17), 0x1b873593) ^ b;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 64 bits of a text into `key`. */
export function hashText64(text: string, key: Uint32Array): void {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  key[0] = mixWords(a, b);
  key[1] = mixWords(b, text.length ^ key[0]);
}
