/** AutoFormer's relative positions, lined up by padding and reshaping, against the definition that gathers a vector for every pair of tokens. */
import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../src/arch/build.js';
import { createRng } from '../src/core/rng.js';
import { runReference } from '../src/runtime/reference/run-reference.js';
import { addAttention } from '../src/spaces/autoformer/network.js';

const heads = 2;
const headDim = 3;
const width = 4;

/** Entry of the tables for the difference of two tokens, along rows or columns; 0 where one is the class token. */
function entry(query: number, key: number, coordinate: (patch: number) => number): number {
  return query === 0 || key === 0 ? 0 : 15 + coordinate(key - 1) - coordinate(query - 1);
}

describe.each([1, 2, 3])('attention over a grid of %i by %i patches', (grid) => {
  const tokens = 1 + grid * grid;
  const b = createArchBuilder();
  const architecture = b.finish([addAttention(b, b.input('x', [1, tokens, width]), 'l', width, { heads, headDim, grid })]);
  const rng = createRng(grid, 'attention');
  const batch = 2;
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => rng.normal());
  const tensors = runReference(architecture, {
    inputs: [{ shape: [batch, tokens, width], values: numbers(batch * tokens * width) }],
    values: (parameter) => numbers(parameter.shape.reduce((a, n) => a * n, 1)),
    norm: 'joint',
  });
  const read = (id: string): ArrayLike<number> => tensors.get(id)?.values ?? [];
  const vector = (id: string, sample: number, head: number, token: number, d: number): number =>
    read(id)[((sample * heads + head) * tokens + token) * headDim + d];
  const position = (id: string, query: number, key: number, d: number): number =>
    read(`${id}.rows`)[entry(query, key, (patch) => Math.floor(patch / grid)) * headDim + d] +
    read(`${id}.columns`)[entry(query, key, (patch) => patch % grid) * headDim + d];

  it('weighs keys and adds values by their positions', () => {
    for (let sample = 0; sample < batch; sample++) {
      for (let head = 0; head < heads; head++) {
        for (let query = 0; query < tokens; query++) {
          const logits = Array.from({ length: tokens }, (_, key) => {
            let sum = 0;
            for (let d = 0; d < headDim; d++)
              sum +=
                vector('l.q', sample, head, query, d) * (vector('l.k', sample, head, key, d) + position('l.kpos', query, key, d));
            return sum / Math.sqrt(headDim);
          });
          const highest = Math.max(...logits);
          const exponentials = logits.map((logit) => Math.exp(logit - highest));
          const total = exponentials.reduce((a, e) => a + e, 0);
          for (let key = 0; key < tokens; key++) {
            expect(read('l.attention')[((sample * heads + head) * tokens + query) * tokens + key]).toBeCloseTo(
              exponentials[key] / total,
              10,
            );
          }
          for (let d = 0; d < headDim; d++) {
            let sum = 0;
            for (let key = 0; key < tokens; key++)
              sum += (exponentials[key] / total) * (vector('l.v', sample, head, key, d) + position('l.vpos', query, key, d));
            expect(vector('l.vpos.sum', sample, head, query, d)).toBeCloseTo(sum, 10);
          }
        }
      }
    }
  });
});
