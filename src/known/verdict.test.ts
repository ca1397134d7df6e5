import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { kendallInterval, partialSpearman } from '../core/statistics/index.js';
import { verdictOf, type VerdictFacts } from './verdict.js';

const facts: VerdictFacts = {
  n: 20,
  tau: 0.6,
  interval: [0.3, 0.8],
  partial: { value: 0.3, interval: [-0.2, 0.7], p: 0.2 },
  isTooFew: false,
  isSize: false,
  hasFamilies: false,
  undefined: 0,
};
const textOf = (changes: Partial<VerdictFacts>): string => verdictOf({ ...facts, ...changes }).text;

describe('the verdict of a check', () => {
  it('says that a score adds to size where the interval beyond size lies above 0', () => {
    const adds = { value: 0.5, interval: [0.1, 0.8], p: 0.01 } as const;
    expect(textOf({ partial: adds })).toBe('ranks your space: tau .60 [.30, .80], and adds to size (.50 [.10, .80])');
    expect(textOf({ partial: { ...adds, interval: [-0.01, 0.8] } })).toContain('whether it adds to size is not certain yet');
  });

  it('gives no better verdict to a score whose interval begins lower', () => {
    const known = Array.from({ length: 24 }, (_, i) => i);
    const order = ['other way', 'merely', 'not certain yet', 'adds'];
    const rng = createRng(6, 'verdicts');
    for (const noise of [0.2, 1, 4, 30])
      for (const n of [8, 24]) {
        const accuracies = known.slice(0, n);
        const size = accuracies.map((value) => value + 4 * rng.normal());
        const rows = Array.from({ length: 40 }, (_, i) => {
          const score = accuracies.map((value, j) => value + (i % 4) * size[j] + noise * rng.normal());
          const partial = partialSpearman(score, accuracies, [size]);
          const text = textOf({ n, partial });
          return { low: partial?.interval?.[0], place: order.findIndex((words) => text.includes(words)) };
        }).filter(({ low }) => low !== undefined);
        const places = rows.toSorted((a, b) => (a.low ?? 0) - (b.low ?? 0)).map(({ place }) => place);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
  });

  it('follows the lower end of the interval, and says how many networks more are needed', () => {
    const perfect = { n: 5, tau: 1, interval: kendallInterval(1, 5) };
    expect(verdictOf({ ...facts, ...perfect, isSize: true })).toEqual({
      kind: 'weak',
      text: 'ranks your space, for certain only weakly (tau .17 or more): tau 1.00 [.17, 1.00]; more networks are needed: should it stay at 1.00, 6 would tell whether it ranks well',
    });
    expect(textOf({ ...perfect, partial: null, isTooFew: true })).toContain(
      'tau 1.00 [.17, 1.00]; 5 networks are too few to tell it from size; more networks are needed',
    );
    expect(verdictOf({ ...facts, ...perfect, n: 6, interval: kendallInterval(1, 6), isSize: true }).kind).toBe('ranks');
    // Of a tau that is weak, more networks say the same.
    expect(textOf({ n: 200, tau: 0.25, interval: [0.19, 0.31], isSize: true })).toBe(
      'ranks your space, for certain only weakly (tau .19 or more): tau .25 [.19, .31]',
    );
  });

  it('says "merely" only where the score certainly adds little to size', () => {
    expect(textOf({ partial: { value: 0.02, interval: [-0.25, 0.28], p: 0.9 } })).toBe(
      'merely follows size: tau .60 [.30, .80], beyond size .02 [-.25, .28]',
    );
    expect(textOf({})).toBe('ranks your space: tau .60 [.30, .80]; whether it adds to size is not certain yet (.30 [-.20, .70])');
    expect(textOf({ partial: null })).toContain('merely follows size: tau .60 [.30, .80], and nothing is left without it');
  });

  it('does not call too few networks a proof that it follows size', () => {
    expect(verdictOf({ ...facts, n: 6, partial: null, isTooFew: true, hasFamilies: true })).toEqual({
      kind: 'ranks',
      text: 'ranks your space: tau .60 [.30, .80]; 6 networks are too few to tell it from size and family',
    });
  });

  it('names what is certain between networks of one size, even where the list as it stands says nothing', () => {
    const [right, wrong] = [
      { value: 0.6, interval: [0.2, 0.8], p: 0.01 },
      { value: -0.6, interval: [-0.8, -0.2], p: 0.01 },
    ] as const;
    expect(textOf({ tau: 0.1, interval: [-0.2, 0.4], partial: right })).toBe(
      'ranks the right way round only between networks of one size (.60 [.20, .80]); over all nothing is certain yet (tau .10 [-.20, .40])',
    );
    expect(textOf({ tau: -0.6, interval: [-0.8, -0.3], partial: right })).toContain(
      'the wrong way round: tau -.60 [-.80, -.30]; between networks of one size it ranks the right way round (.60 [.20, .80])',
    );
    expect(textOf({ partial: wrong })).toContain('between networks of one size it ranks the other way');
  });

  it('tells undefined scores from equal ones', () => {
    expect(textOf({ tau: null, interval: null, undefined: 20 })).toBe('is undefined for all these networks');
    expect(textOf({ tau: null, interval: null, undefined: 3 })).toBe('gives all these networks one score');
  });
});
