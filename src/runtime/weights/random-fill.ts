/**
 * Long streams of random float32 numbers: Philox 4x32-10 blocks as in `core/rng`, all four words of a block used, so that millions
 * of weights take milliseconds. Element j depends on (seed, purpose, j) alone.
 */
import { hash32, philoxBlock } from '../../core/rng.js';

const block = new Uint32Array(4);

function fillBlocks(out: Float32Array, seed: number, purpose: string, four: (at: number) => void): void {
  const key0 = seed >>> 0;
  const key1 = (hash32(purpose) ^ Math.floor(seed / 4294967296)) >>> 0;
  for (let at = 0, counter = 0; at < out.length; at += 4, counter++) {
    philoxBlock(key0, key1, counter, 0, block);
    four(at);
  }
}

/** Uniform in (-bound, bound), symmetric; 24 random bits each. */
export function fillUniform(out: Float32Array, bound: number, seed: number, purpose: string): void {
  const step = bound / 8388608;
  fillBlocks(out, seed, purpose, (at) => {
    const end = Math.min(4, out.length - at);
    for (let i = 0; i < end; i++) out[at + i] = ((block[i] >>> 8) - 8388607.5) * step;
  });
}

/** Normal with mean 0 (Box-Muller, both branches). */
export function fillNormal(out: Float32Array, deviation: number, seed: number, purpose: string): void {
  fillBlocks(out, seed, purpose, (at) => {
    for (let i = 0; i < 4 && at + i < out.length; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log((block[i] + 0.5) / 4294967296));
      const angle = (2 * Math.PI * (block[i + 1] + 0.5)) / 4294967296;
      out[at + i] = radius * Math.cos(angle);
      if (at + i + 1 < out.length) out[at + i + 1] = radius * Math.sin(angle);
    }
  });
}
