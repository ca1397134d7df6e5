import { describe, expect, it } from 'vitest';
import { createNovelty } from './novelty.js';
import { createRegister } from './register.js';
import { toyRegistry } from '../../test/toy/registry.js';
import { createRng } from '../core/rng.js';
import { createTextSet } from '../core/text-set.js';

const space = toyRegistry.openSpace('toy');

describe('a register of genotypes', () => {
  it('numbers equal genotypes once, and writes each string once while it remembers', () => {
    let written = 0;
    const register = createRegister((genotype) => {
      written++;
      return space.encode(genotype);
    });
    const [a, b] = [
      [0, 1, 2, 0],
      [2, 1, 0, 0],
    ];
    expect(register.find(a)).toBe(undefined);
    expect([register.numberOf(a), register.numberOf(b), register.numberOf(a), register.find(b)]).toEqual([0, 1, 0, 1]);
    expect(written).toBe(2);
    expect(register.numberOf([0, 1, 2, 0])).toBe(0);
    register.forget();
    expect(register.find(a)).toBe(0);
    expect(written).toBe(4);
    expect([...register.texts]).toEqual([space.encode(a), space.encode(b)]);
  });

  it('goes on with the strings that it is given', () => {
    const texts = createTextSet();
    texts.add(space.encode([2, 0, 0, 1]));
    const register = createRegister((genotype) => space.encode(genotype), texts);
    expect([register.find([2, 0, 0, 1]), register.numberOf([0, 0, 0, 0])]).toEqual([0, 1]);
    expect(register.texts).toBe(texts);
  });

  it('holds more than a searcher proposed, which is then still new to it', () => {
    const register = createRegister((genotype) => space.encode(genotype));
    const rng = createRng(0, 'register');
    const novelty = createNovelty({ domain: space, seed: 0, register }, () => rng);
    const drawn = [1, 1, 1, 1];
    register.numberOf(drawn);
    expect(novelty.isNew(drawn)).toBe(true);
    expect(novelty.take(drawn)).toBe(true);
    expect(novelty.take(drawn)).toBe(false);
    register.numberOf([2, 2, 2, 2]);
    expect(novelty.proposed()).toEqual([space.encode(drawn)]);
  });
});
