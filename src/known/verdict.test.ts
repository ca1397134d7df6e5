import { describe, expect, it } from 'vitest';
import { kendallInterval } from '../core/statistics/index.js';
import { verdictOf, type VerdictFacts } from './verdict.js';

const facts: VerdictFacts = {
  n: 20,
  tau: 0.6,
  interval: [0.3, 0.8],
  spearman: 0.78,
  partial: { value: 0.3, interval: [-0.2, 0.7], p: 0.2 },
  isTooFew: false,
  withSize: 0.5,
  isSize: false,
  hasFamilies: false,
  undefined: 0,
};
const textOf = (changes: Partial<VerdictFacts>): string => verdictOf({ ...facts, ...changes }).text;

describe('the verdict of a check', () => {
  it('says that a score adds to size only where interval and permutations agree', () => {
    const adds = { value: 0.5, interval: [0.1, 0.8], p: 0.01 } as const;
    expect(textOf({ partial: adds })).toBe('ranks your space: tau .60 [.30, .80], and adds to size (.50 [.10, .80])');
    expect(textOf({ partial: adds, withSize: 0.95 })).toContain('and adds to size');
    expect(textOf({ partial: { ...adds, p: 0.08 } })).toContain('whether it adds to size is not certain yet');
  });

  it('follows the lower end of the interval, and says how many networks more are needed', () => {
    const perfect = { n: 5, tau: 1, interval: kendallInterval(1, 5), spearman: 1 };
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

  it('says "merely" only where the score is certainly weaker without size', () => {
    const close = { withSize: 0.95 };
    expect(textOf(close)).toBe('merely follows size: tau .60 [.30, .80], beyond size .30 [-.20, .70]');
    expect(textOf({ ...close, partial: { value: 0.5, interval: [-0.05, 0.85], p: 0.07 } })).toBe(
      'ranks your space: tau .60 [.30, .80]; whether it adds to size is not certain yet (.50 [-.05, .85])',
    );
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
    expect(textOf({ withSize: 0.95, partial: wrong })).toContain('between networks of one size it ranks the other way');
  });

  it('tells undefined scores from equal ones', () => {
    expect(textOf({ tau: null, interval: null, undefined: 20 })).toBe('is undefined for all these networks');
    expect(textOf({ tau: null, interval: null, undefined: 3 })).toBe('gives all these networks one score');
  });
});
