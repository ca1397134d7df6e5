import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../test/toy/registry.js';
import { createRng, type Rng } from '../core/rng.js';
import { searchers } from './index.js';
import { openSearcher, type OpenSearcherOptions } from './open-searcher.js';
import type { SearchDomain, Searcher, SearcherState, Outcome } from './types.js';

const toy: SearchDomain<readonly number[]> = toyRegistry.openSpace('toy') as never;
const encode = (genotype: unknown): string => domain.encode(genotype);

/** Genotypes whose digits are choices left: "012-1-02-2". Pruning ends at genotypes of the toy space. */
const withSupernet: Pick<SearchDomain<readonly string[]>, 'supernet' | 'prunings'> = {
  supernet: () => ['012', '012', '012', '012'],
  prunings: (genotype) =>
    genotype.flatMap((own, place) =>
      own.length === 1 ? [] : [...own].map((digit) => ({ place, genotype: genotype.with(place, own.replace(digit, '')) })),
    ),
};
/** The toy space with everything that a searcher may use of a domain. */
const domain = {
  ...toy,
  crossover: (a: readonly number[], b: readonly number[], rng: Rng) => a.map((digit, i) => (rng.int(2) === 0 ? digit : b[i])),
  ...withSupernet,
} as SearchDomain;
const { enumerate: _, size: __, ...endless } = domain;
/** A domain that can only be sampled. */
const unlisted: SearchDomain = endless;
/** One whose samples never leave a corner: only listing finds the other half. */
const lopsided: SearchDomain = { ...domain, sample: (rng: Rng) => [rng.int(2), rng.int(3), rng.int(3), 0] };

/** A landscape with one optimum at 2-2-2-2 and a slope that a lower level of evidence sees in part; 1-1-1-1 has no score. */
function worthOf(genotype: unknown, level: number, levels: number, objectives: number): readonly number[] | undefined {
  const digits = encode(genotype)
    .split('-')
    .map((own) => [...own].reduce((sum, digit) => sum + Number(digit), 0));
  if (digits.join('') === '1111') return undefined;
  const seen = digits.slice(0, Math.ceil((4 * (level + 1)) / levels));
  const height = seen.reduce((a, b) => a + b, 0);
  return [height, -digits[0], digits[1] * digits[2]].slice(0, objectives);
}

interface Drive {
  readonly portion: number;
  readonly levels?: number;
  readonly objectives?: number;
  /** Proposals at the last level after which to stop, between two portions. */
  readonly limit?: number;
  readonly own?: SearchDomain;
}

interface Asked {
  readonly text: string;
  readonly level: number;
}

/** Asks in portions and tells, until the searcher ends or `limit` is reached. Draws are answered with their best. */
function drive(searcher: Searcher, { portion, levels = 1, objectives = 1, limit = Infinity, own = domain }: Drive): Asked[] {
  const all: Asked[] = [];
  const atLast = (): number => all.filter(({ level }) => level === levels - 1).length;
  while (atLast() < limit) {
    const ask = searcher.ask(Math.min(portion, limit - atLast()));
    if (ask === undefined) break;
    const tell = (genotype: unknown): Outcome => ({ genotype, objectives: worthOf(genotype, ask.level, levels, objectives) });
    if (ask.kind === 'genotypes') {
      all.push(...ask.genotypes.map((genotype) => ({ text: encode(genotype), level: ask.level })));
      searcher.tell(ask.genotypes.map(tell));
      continue;
    }
    const rng = createRng(7, 'draw');
    const drawn = new Map<string, unknown>();
    for (let i = 0; i < 20 * ask.count && drawn.size < ask.count; i++) {
      const genotype = own.sample(rng);
      if (own.admits?.(genotype) !== false) drawn.set(encode(genotype), genotype);
    }
    const answers = [...drawn.values()]
      .map(tell)
      .sort((a, b) => (b.objectives?.[0] ?? -1) - (a.objectives?.[0] ?? -1))
      .slice(0, ask.keep);
    if (ask.level === levels - 1) all.push(...answers.map(({ genotype }) => ({ text: encode(genotype), level: ask.level })));
    searcher.tell(answers);
  }
  return all;
}

const textsAt = (asked: readonly Asked[], level: number): string[] =>
  asked.filter((ask) => ask.level === level).map(({ text }) => text);

/** Specs that reach every branch. */
const specs = [
  ...searchers.map(({ id }) => id),
  'evolution:population=8:tournament=3:batch=1',
  'evolution:population=8:tournament=3:warmup=30:batch=4',
  'evolution:population=8:tournament=3:warmup=30:move=neighbor:chance=0.6',
  'evolution:population=8:tournament=3:parent=guide',
  'zen-evolution:population=10:first=4:batch=1',
  'zen-evolution:population=10:keep=all:warmup=20',
  'genetic:population=10:elite=2:warmup=20',
  'nsga2:population=6:warmup=20',
  'local-search:batch=1',
  'shortlist:keep=12:eta=2',
];
/** Searchers that propose as many as the budget, and in the end the complete space. */
const tireless = specs.filter((spec) => !/^(shortlist|prune)/.test(spec));

describe.each(specs)('searcher %s', (spec) => {
  const open = (seed: number, budget: number, options: Partial<OpenSearcherOptions> = {}): Searcher =>
    openSearcher(spec, { domain, seed, budget, ...options }).searcher;

  it('proposes the same for the same seed, in portions of any size, at any number of levels and objectives', () => {
    for (const [levels, objectives] of [
      [1, 1],
      [3, 1],
      [2, 2],
      [1, 3],
    ]) {
      const whole = drive(open(5, 40, { levels }), { portion: Infinity, levels, objectives });
      expect(whole.length).toBeGreaterThan(0);
      for (const portion of [1, 7]) expect(drive(open(5, 40, { levels }), { portion, levels, objectives })).toEqual(whole);
    }
  });

  it('proposes nothing twice at the last level, keeps to the budget and to the levels', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 3 }),
        (seed, budget, portion, levels) => {
          const asked = drive(open(seed, budget, { levels }), { portion, levels });
          const last = textsAt(asked, levels - 1);
          expect(new Set(last).size).toBe(last.length);
          if (tireless.includes(spec)) expect(last.length).toBeLessThanOrEqual(Math.max(budget, 64));
          for (const { level } of asked) expect(level >= 0 && level < levels).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('continues exactly from a restored state, which is JSON, whenever it was taken', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1000 }),
        fc.nat({ max: 45 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom([1, 1], [2, 1], [2, 2], [3, 3]),
        (seed, done, portion, [levels, objectives]) => {
          const searcher = open(seed, 50, { levels });
          drive(searcher, { portion, levels, objectives, limit: done });
          const text = JSON.stringify(searcher.state());
          const rest = drive(searcher, { portion, levels, objectives });
          const restored = open(seed, 50, { levels });
          restored.restore(JSON.parse(text) as SearcherState);
          expect(JSON.stringify(restored.state())).toBe(text);
          expect(drive(restored, { portion, levels, objectives })).toEqual(rest);
          expect(JSON.stringify(restored.state())).toBe(JSON.stringify(searcher.state()));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('refuses an invalid state', () => {
    for (const state of [
      {},
      { asked: 'many' },
      { asked: -1 },
      { searcher: 'another', position: 0, asked: 0, proposed: [], memory: {}, current: null },
    ]) {
      expect(() => open(1, 10).restore(state)).toThrow(expect.objectContaining({ kind: 'data' }));
    }
  });

  it.skipIf(spec === 'prune')('proposes nothing outside the limits', () => {
    const own: SearchDomain = { ...domain, admits: (genotype) => !encode(genotype).includes('2') };
    const asked = drive(open(3, 200, { domain: own, levels: 2 }), { portion: 10, levels: 2, own });
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ text }) => !text.includes('2'))).toBe(true);
    if (tireless.includes(spec)) expect(textsAt(asked, 1)).toHaveLength(16);
    const none: SearchDomain = { ...domain, admits: () => false };
    expect(drive(open(3, 200, { domain: none, levels: 2 }), { portion: 10, levels: 2, own: none })).toEqual([]);
  });

  it.runIf(tireless.includes(spec))('ends with every genotype once when the budget is beyond the space', () => {
    const every = [...(toy.enumerate as () => Iterable<unknown>)()].map(encode).toSorted();
    for (const own of [domain, lopsided])
      expect(textsAt(drive(open(1, 1_000_000, { domain: own }), { portion: 1000 }), 0).toSorted()).toEqual(every);
  });

  it.runIf(tireless.includes(spec) && spec !== 'exhaustive')('ends on a space it can only sample once nothing new comes', () => {
    const found = drive(open(1, 500, { domain: unlisted }), { portion: 50 });
    expect(found.length).toBeGreaterThan(75);
    expect(found.length).toBeLessThanOrEqual(81);
  });
});

describe('searchers that learn', () => {
  const learners = searchers.filter(({ learns }) => learns).map(({ id }) => id);
  /** Ten digits 0..2: 59,049 genotypes, the best of them all twos. */
  const long: SearchDomain<readonly number[]> = {
    id: 'long',
    sample: (rng) => Array.from({ length: 10 }, () => rng.int(3)),
    mutate: (genotype, rng) => genotype.with(rng.int(10), rng.int(3)),
    neighbors: (genotype) =>
      genotype.flatMap((own, i) => [0, 1, 2].filter((digit) => digit !== own).map((digit) => genotype.with(i, digit))),
    crossover: (a, b, rng) => a.map((digit, i) => (rng.int(2) === 0 ? digit : b[i])),
    encode: (genotype) => genotype.join('-'),
  };
  const height = (genotype: unknown): number => (genotype as number[]).reduce((sum, digit, i) => sum + digit * (1 + (i % 3)), 0);
  const climb = (spec: string): number[] => {
    const heights: number[] = [];
    for (let seed = 0; seed < 5; seed++) {
      const { searcher } = openSearcher(spec, { domain: long as SearchDomain, seed, budget: 600 });
      let best = 0;
      for (let ask = searcher.ask(Infinity); ask?.kind === 'genotypes'; ask = searcher.ask(Infinity)) {
        for (const genotype of ask.genotypes) best = Math.max(best, height(genotype));
        searcher.tell(ask.genotypes.map((genotype) => ({ genotype, objectives: [height(genotype)] })));
      }
      heights.push(best);
    }
    return heights;
  };
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

  const climbers = learners
    .filter((id) => !['shortlist', 'prune'].includes(id))
    .map((id) => (id === 'zen-evolution' ? `${id}:population=40` : id));
  it.each(climbers)('%s climbs higher than chance', (id) => {
    expect(mean(climb(id))).toBeGreaterThan(mean(climb('random')) + 1);
  });

  it('nsga2 spreads over a front instead of climbing one end', () => {
    const { searcher } = openSearcher('nsga2:population=20', { domain: long as SearchDomain, seed: 1, budget: 600 });
    const objectives = (genotype: unknown): number[] => {
      const ones = (genotype as number[]).filter((digit) => digit === 1).length;
      const twos = (genotype as number[]).filter((digit) => digit === 2).length;
      return [ones, twos];
    };
    const ends = new Set<number>();
    for (let ask = searcher.ask(Infinity); ask?.kind === 'genotypes'; ask = searcher.ask(Infinity)) {
      for (const genotype of ask.genotypes) {
        const [ones, twos] = objectives(genotype);
        if (ones + twos === 10) ends.add(ones);
      }
      searcher.tell(ask.genotypes.map((genotype) => ({ genotype, objectives: objectives(genotype) })));
    }
    expect(ends.size).toBeGreaterThan(8);
  });

  it('prune ends at the best architecture when every choice is worth something by itself', () => {
    const asked = drive(openSearcher('prune', { domain, seed: 0 }).searcher, { portion: 5 });
    expect(asked.at(-1)?.text).toBe('2-2-2-2');
    expect(asked).toHaveLength(4 * 3 + 4 * 2 + 1);
    expect(asked[0].text).toBe('12-012-012-012');
  });

  it('shortlist asks for fewer genotypes at each higher level', () => {
    const asked = drive(openSearcher('shortlist:keep=20:eta=2', { domain, seed: 0, budget: 60, levels: 3 }).searcher, {
      portion: 8,
      levels: 3,
    });
    expect(textsAt(asked, 1)).toHaveLength(20);
    expect(textsAt(asked, 2)).toHaveLength(10);
  });

  it('evolution with warm-up begins with the best of the draw, in order', () => {
    const asked = drive(openSearcher('evolution:population=5:warmup=60', { domain, seed: 0, budget: 5, levels: 2 }).searcher, {
      portion: 5,
      levels: 2,
    });
    const heights = textsAt(asked, 1).map((text) => Number(text[0]) + Number(text[2]));
    expect(heights).toEqual([4, 4, 4, 4, 4]);
  });

  it('receive all fitness again when the scale changes', () => {
    const { searcher } = openSearcher('evolution:population=4:tournament=4:batch=1', { domain, seed: 2, budget: 20 });
    const ask = searcher.ask(4);
    if (ask?.kind !== 'genotypes') throw new Error('expected genotypes');
    searcher.tell(ask.genotypes.map((genotype) => ({ genotype, objectives: [1] })));
    const { memory } = searcher.state() as { memory: { population: { member: { genotype: unknown; objectives: number[] } }[] } };
    expect(memory.population.map(({ member }) => member.objectives)).toEqual([[1], [1], [1], [1]]);
    searcher.retell?.((genotype, level) => (genotype === undefined || level !== 0 ? undefined : [encode(genotype).length]));
    const after = searcher.state() as typeof searcher extends never ? never : { memory: typeof memory };
    expect(after.memory.population.map(({ member }) => member.objectives)).toEqual([[7], [7], [7], [7]]);
  });
});

describe('searcher exhaustive', () => {
  it('keeps the order of the space', () => {
    expect(textsAt(drive(openSearcher('exhaustive', { domain, seed: 0 }).searcher, { portion: 9, limit: 4 }), 0)).toEqual([
      '0-0-0-0',
      '0-0-0-1',
      '0-0-0-2',
      '0-0-1-0',
    ]);
  });

  it('needs a space that can be enumerated', () => {
    expect(() => openSearcher('exhaustive', { domain: unlisted, seed: 0 })).toThrow(
      'expected a space that can be enumerated, got toy (use the `searcher` random with a `budget`)',
    );
  });
});

describe('searcher random', () => {
  it('proposes other genotypes for another seed', () => {
    const under = (seed: number): Asked[] =>
      drive(openSearcher('random', { domain, seed, budget: 10 }).searcher, { portion: 10 });
    expect(under(1)).not.toEqual(under(2));
  });

  it('proposes 1,000 when no budget is given', () => {
    let n = 0;
    const counting: SearchDomain = { ...unlisted, sample: () => n++, encode: String };
    const ask = openSearcher('random', { domain: counting, seed: 0 }).searcher.ask(5000);
    expect(ask).toMatchObject({ kind: 'genotypes', level: 0 });
    expect(ask?.kind === 'genotypes' && ask.genotypes).toHaveLength(1000);
  });
});

describe('openSearcher', () => {
  it('suggests the nearest name and refuses invalid budgets', () => {
    expect(() => openSearcher('randm', { domain, seed: 0 })).toThrow('did you mean "random"?');
    for (const budget of [0, -1, 1.5, NaN])
      expect(() => openSearcher('random', { domain, seed: 0, budget })).toThrow('budget: expected an integer of at least 1');
  });

  it('refuses domains that do not fit', () => {
    const { crossover: ___, supernet: ____, ...plain } = domain;
    expect(() => openSearcher('genetic', { domain: plain, seed: 0 })).toThrow(
      'searcher genetic: expected a space with a crossover, got toy (use the `searcher` evolution)',
    );
    expect(() => openSearcher('prune', { domain: plain, seed: 0 })).toThrow(
      'searcher prune: expected a space with a supernet, got toy',
    );
    expect(() => openSearcher('prune', { domain: { ...domain, admits: () => true }, seed: 0 })).toThrow('expected no limits');
    expect(() => openSearcher('genetic:population=4:elite=4', { domain, seed: 0 })).toThrow(
      'expected elite to be below population, got 4 of 4',
    );
  });
});
