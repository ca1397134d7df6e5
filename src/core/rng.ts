/**
 * A counter-based random generator: Philox 4x32-10 (Salmon et al., SC 2011), keyed by (seed, purpose).
 * Block i is a pure function of the key and i, so a draw does not depend on other draws:
 * not on order, worker count or the size of a request.
 */

export interface Rng {
  /** Uniform in [0, 1) with 53 random bits. */
  next(): number;
  /** Uniform integer in [0, n); n at most 2^32, unbiased by rejection. */
  int(n: number): number;
  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T;
  /** A standard normal number (Box-Muller, cosine branch). */
  normal(): number;
  /** The list in a new random order (Fisher-Yates). */
  shuffle<T>(list: readonly T[]): T[];
  /** How many 32-bit words were drawn: with the key, the whole state. */
  position(): number;
}

/** 32-bit FNV-1a of a string, to turn a purpose into a key word. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

const [multiplier0, multiplier1] = [0xd2511f53, 0xcd9e8d57];

/** High word of the product of two words, whose low word is known: the rounded product is off by less than a quarter of the high word's unit. */
function mulHighBeside(a: number, b: number, low: number): number {
  return (((a >>> 0) * b - (low >>> 0)) * 2 ** -32 + 0.5) >>> 0;
}

/** Writes the words of block `counterLow` and of the next, four each. Both at once, because either alone would wait for its products. */
export function philoxPair(key0: number, key1: number, counterLow: number, counterHigh: number, out: Uint32Array): void {
  let x0 = counterLow | 0;
  let x1 = counterHigh | 0;
  let x2 = 0;
  let x3 = 0;
  let y0 = (counterLow + 1) | 0;
  let y1 = counterHigh | 0;
  let y2 = 0;
  let y3 = 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const xLow0 = Math.imul(multiplier0, x0);
    const yLow0 = Math.imul(multiplier0, y0);
    const xLow1 = Math.imul(multiplier1, x2);
    const yLow1 = Math.imul(multiplier1, y2);
    const xHigh0 = mulHighBeside(x0, multiplier0, xLow0);
    const yHigh0 = mulHighBeside(y0, multiplier0, yLow0);
    x0 = mulHighBeside(x2, multiplier1, xLow1) ^ x1 ^ k0;
    y0 = mulHighBeside(y2, multiplier1, yLow1) ^ y1 ^ k0;
    x1 = xLow1;
    y1 = yLow1;
    x2 = xHigh0 ^ x3 ^ k1;
    y2 = yHigh0 ^ y3 ^ k1;
    x3 = xLow0;
    y3 = yLow0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
  out[4] = y0;
  out[5] = y1;
  out[6] = y2;
  out[7] = y3;
}

/** A stream that can continue from any position. */
export interface SeekableRng extends Rng {
  /** The next draw is that of `position`. */
  seek(position: number): void;
}

const unit = (high: number, low: number): number => ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
const boxMuller = (u: number, v: number): number => Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);

/** The key of a stream. */
export const keyOf = (seed: number, purpose: string): readonly [number, number] => [
  seed >>> 0,
  (hash32(purpose) ^ Math.floor(seed / 4294967296)) >>> 0,
];

/** The numbers that `normal` of a new stream draws, one after another: two from each pair of blocks. */
export function fillNormals(out: Float32Array, seed: number, purpose: string): void {
  const [key0, key1] = keyOf(seed, purpose);
  const words = new Uint32Array(8);
  const last = out.length - 1;
  for (let i = 0; i <= last; i += 2) {
    philoxPair(key0, key1, i, 0, words);
    out[i] = boxMuller(unit(words[0], words[1]), unit(words[2], words[3]));
    if (i < last) out[i + 1] = boxMuller(unit(words[4], words[5]), unit(words[6], words[7]));
  }
}

/** A separate stream for every (seed, purpose), by default the empty purpose; `position` continues a stream where it stopped. */
export function createRng(seed: number, purpose = '', position = 0): SeekableRng {
  const [key0, key1] = keyOf(seed, purpose);
  const words = new Uint32Array(8);
  /** Where the next word is: the pair of blocks and the place in it. The pair is made when its first word is drawn. */
  let pair = Math.floor(position / 8);
  let place = position % 8;
  let loaded = -1;
  const word = (): number => {
    if (loaded !== pair) {
      philoxPair(key0, key1, (2 * pair) >>> 0, Math.floor(pair / 2147483648), words);
      loaded = pair;
    }
    const drawn = words[place];
    if (++place === 8) {
      place = 0;
      pair++;
    }
    return drawn;
  };
  const next = (): number => unit(word(), word());
  const int = (n: number): number => {
    let w = word();
    // Words from the largest multiple of n on are drawn again; only the last n words can be among them.
    if (w > 4294967295 - n) {
      const limit = 4294967296 - (4294967296 % n);
      while (w >= limit) w = word();
    }
    // The remainder in 31 bits where n allows: several times faster.
    return n <= 0x7fff ? (((w >>> 16) % n) * 65536 + (w & 0xffff)) % n : w % n;
  };
  return {
    next,
    int,
    pick: (list) => list[int(list.length)],
    normal: () => boxMuller(next(), next()),
    shuffle: (list) => {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i--) {
        const j = int(i + 1);
        [out[i], out[j]] = [out[j], out[i]];
      }
      return out;
    },
    position: () => 8 * pair + place,
    seek(to) {
      pair = Math.floor(to / 8);
      place = to % 8;
    },
  };
}
