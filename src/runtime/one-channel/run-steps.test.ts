import { describe, expect, it } from 'vitest';
import { embeddedWords } from '../../engine/data/words.js';
import { openSpace } from '../../spaces/index.js';
import { createOneChannelRuntime } from './runtime.js';
import type { Arithmetic, ConstantResult } from './types.js';

const space = openSpace('nas-bench-nlp:embedding=5:hidden=7:layers=2:tokens=11');
const [batch, steps, features] = [6, 4, 5];
const sequences = embeddedWords(batch, steps, features);
const run = (recipe: string, weight: number, arithmetic: Arithmetic): ConstantResult =>
  createOneChannelRuntime().run(
    space.build(space.decode(recipe)),
    [{ kind: 'constant', weight, arithmetic, batch }],
    sequences,
  )[0];

/** A tanh recurrence of two layers, written out: all units of a layer are one number. */
function plainRnn(weight: number): number[] {
  const values: number[] = [];
  const outputs = Array.from({ length: batch }, (_, sample) => {
    let [first, second] = [weight, weight];
    return Array.from({ length: steps }, (__, step) => {
      const sum = sequences.values
        .subarray((sample * steps + step) * features, (sample * steps + step + 1) * features)
        .reduce((a, b) => a + b, 0);
      first = Math.tanh(weight * sum + weight * 7 * first + weight);
      second = Math.tanh(weight * 7 * first + weight * 5 * second + weight);
      return second;
    });
  });
  for (let step = 0; step < steps; step++) for (let sample = 0; sample < batch; sample++) values.push(outputs[sample][step]);
  return values;
}

describe('a recurrent network with constant weights', () => {
  it.each(['extended', 'float32'] as const)(
    'feeds its states back over the steps of a sequence, in %s arithmetic',
    (arithmetic) => {
      const { values, exponent, isConnected } = run('rnn', 0.3, arithmetic);
      const expected = plainRnn(0.3);
      expect(isConnected).toBe(true);
      expect(values).toHaveLength(batch * steps);
      values.forEach((value, i) =>
        expect(Math.abs(value * 2 ** exponent - expected[i])).toBeLessThan(arithmetic === 'float32' ? 1e-6 : 1e-14),
      );
    },
  );

  it('has outputs that differ from sample to sample and from step to step, for every published cell', () => {
    for (const recipe of ['rnn', 'lstm', 'gru']) {
      const { values } = run(recipe, 0.1, 'extended');
      expect(new Set(values.subarray(0, batch)).size).toBeGreaterThan(batch / 2);
      expect(values[0]).not.toBe(values[batch]);
    }
  });

  it('gives the same result again, and for sequences of another network', () => {
    const runtime = createOneChannelRuntime();
    const request = { kind: 'constant', weight: 0.3, arithmetic: 'extended', batch } as const;
    const of = (recipe: string): ConstantResult => runtime.run(space.build(space.decode(recipe)), [request], sequences)[0];
    const first = of('rnn');
    of('gru');
    expect(of('rnn')).toEqual(first);
  });

  it('says what does not fit', () => {
    const architecture = space.build(space.decode('rnn'));
    expect(() =>
      createOneChannelRuntime().run(
        architecture,
        [{ kind: 'constant', weight: 1, arithmetic: 'extended', batch }],
        embeddedWords(batch, steps, 9),
      ),
    ).toThrow('input "x": expected 9 features a step, got 5');
  });
});
