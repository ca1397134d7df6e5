/**
 * The order that Python's `random.seed(n); random.shuffle(list)` gives a list: some benchmarks number their architectures by it. The
 * generator is the Mersenne Twister MT19937 (Matsumoto & Nishimura 1998), seeded by its `init_by_array`, as CPython 3 does.
 */
const words = 624;
const middle = 397;

function twister(seed: number): () => number {
  const state = new Uint32Array(words);
  state[0] = 19_650_218;
  for (let i = 1; i < words; i++) state[i] = Math.imul(1_812_433_253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let at = 1;
  const mix = (factor: number): number => state[at] ^ Math.imul(state[at - 1] ^ (state[at - 1] >>> 30), factor);
  const step = (): void => {
    if (++at >= words) {
      state[0] = state[words - 1];
      at = 1;
    }
  };
  for (let k = 0; k < words; k++, step()) state[at] = mix(1_664_525) + seed;
  for (let k = 1; k < words; k++, step()) state[at] = mix(1_566_083_941) - at;
  state[0] = 0x8000_0000;
  let next = words;
  return () => {
    if (next === words) {
      for (let i = 0; i < words; i++) {
        const y = (state[i] & 0x8000_0000) | (state[(i + 1) % words] & 0x7fff_ffff);
        state[i] = state[(i + middle) % words] ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908_b0df);
      }
      next = 0;
    }
    let y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c_5680;
    y ^= (y << 15) & 0xefc6_0000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/** The numbers from 0 to `count` - 1 as Python's `random.shuffle` leaves them. @param seed what `random.seed` was given, from 0 to 2^32 - 1. */
export function pythonShuffle(count: number, seed: number): Uint32Array {
  const random = twister(seed);
  const below = (n: number): number => {
    const shift = Math.clz32(n);
    for (;;) {
      const drawn = random() >>> shift;
      if (drawn < n) return drawn;
    }
  };
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
