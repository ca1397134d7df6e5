/**
 * Long streams of random float32 numbers: Philox 4x32-10 blocks as in `core/rng`, all words of a block used, so that millions
 * of weights take milliseconds. Element j depends on (seed, purpose, j) alone.
 */
import { keyOf, philoxPair } from '../../core/rng.js';
import { fillUniformBlocks } from './kernels/wasm.js';

/** The words of two blocks. */
const words = new Uint32Array(8);
/** Numbers made of them; always as many, so that the loops have no bounds of their own. */
const made = new Float32Array(8);

/** The key of a stream. */
type Key = readonly [number, number];

/** Fills from number `from` on, a multiple of 8. @param make fills `made` from `words`. */
function fillBlocks(out: Float32Array, from: number, [key0, key1]: Key, make: () => void): void {
  const end = out.length - (out.length % 8);
  for (let at = from; at < end; at += 8) {
    philoxPair(key0, key1, at / 4, 0, words);
    make();
    for (let i = 0; i < 8; i++) out[at + i] = made[i];
  }
  if (end === out.length) return;
  philoxPair(key0, key1, end / 4, 0, words);
  make();
  out.set(made.subarray(0, out.length - end), end);
}

/** Uniform in (-bound, bound), symmetric; 24 random bits each. */
export function fillUniform(out: Float32Array, bound: number, seed: number, purpose: string): void {
  const step = bound / 8388608;
  const key = keyOf(seed, purpose);
  fillUniformPlain(out, step, key, fillUniformBlocks(out, ...key, step));
}

/** The same numbers without WebAssembly, from number `from` on, a multiple of 8. */
export function fillUniformPlain(out: Float32Array, step: number, key: Key, from = 0): void {
  fillBlocks(out, from, key, () => {
    for (let i = 0; i < 8; i++) made[i] = ((words[i] >>> 8) - 8388607.5) * step;
  });
}

/** Normal with mean 0 (Box-Muller, both branches). */
export function fillNormal(out: Float32Array, deviation: number, seed: number, purpose: string): void {
  fillBlocks(out, 0, keyOf(seed, purpose), () => {
    for (let i = 0; i < 8; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log((words[i] + 0.5) / 4294967296));
      const angle = (2 * Math.PI * (words[i + 1] + 0.5)) / 4294967296;
      made[i] = radius * Math.cos(angle);
      made[i + 1] = radius * Math.sin(angle);
    }
  });
}
