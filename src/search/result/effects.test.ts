import { describe, expect, it } from 'vitest';
import { scored, undefinedScore } from '../../proxies/types.js';
import { effectsOf } from './effects.js';

const column = (key: string, scores: readonly ReturnType<typeof scored>[], direction: 'higher' | 'lower' = 'higher') => ({
  key,
  id: key,
  direction,
  scores,
});

describe('effectsOf', () => {
  const field = column('field', [
    scored(3, { rank: 2, last: 1 }),
    scored(5, { rank: 5, last: 0 }),
    scored(1, { rank: 1, last: 0 }),
    undefinedScore('dead'),
  ]);

  it('splits a score into the parts that it adds up, and they add up', () => {
    const [first, second, , dead] = effectsOf([field], { field: 1 }, [0, 1, 2, 3]);
    expect(second.map(({ name }) => name)).toEqual(['field rank', 'field last']);
    const sum = (effects: typeof first): number => effects.reduce((total, { effect }) => total + effect, 0);
    const deviation = Math.sqrt(8 / 3);
    expect(sum(first)).toBeCloseTo(0, 12);
    expect(sum(second)).toBeCloseTo(2 / deviation, 12);
    expect(second[0].effect).toBeGreaterThan(0);
    expect(second[1].effect).toBeLessThan(0);
    expect(dead).toEqual([]);
  });

  it('turns round where lower is better, counts weights, and leaves out what takes no part or says nothing', () => {
    const epsilon = column('epsilon', [scored(1, { mae: 7 }), scored(3, { mae: 7 })], 'lower');
    const params = column('params', [scored(1), scored(2)]);
    const constant = column('depth', [scored(4), scored(4)]);
    expect(effectsOf([epsilon, params, constant], { epsilon: 0.2, depth: 1 }, [0])).toEqual([[{ name: 'epsilon', effect: 0.2 }]]);
  });
});
