import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../test/toy/registry.js';
import { countCost } from '../arch/cost.js';
import { createEvaluator } from '../engine/evaluate.js';
import { createLocalRunner } from '../engine/local-runner.js';
import { createLimits } from '../engine/limits/limits.js';
import type { Score } from '../proxies/types.js';
import { resolvePlan } from '../engine/plan.js';
import { costProvider } from '../engine/evidence/cost.js';
import { topologyProvider } from '../engine/evidence/topology.js';
import type { SearchSpace } from '../spaces/types.js';
import type { Topology } from '../arch/topology.js';
import type { Plan, Runners } from '../engine/types.js';
import { defineSearcher } from '../searchers/types.js';
import { emptyJournal, encodeEntry, readJournal } from './journal/journal.js';
import { parseObjectives } from './objectives.js';
import { runSearch, type SearchOptions, type SearchOutcome } from './run-search.js';
import type { EvaluationEntry, HeaderEntry, Journal, JournalEntry, JournalState } from './journal/types.js';

const plan: Plan = { space: 'toy', proxies: ['weight', 'edges'], data: 'ramp', batch: 4, seed: 3 };
const now = (): number => performance.now();

function search(change: Partial<SearchOptions> = {}, own: Partial<Plan> = {}): Promise<SearchOutcome> {
  const resolved = resolvePlan({ ...plan, ...own }, toyRegistry);
  const evaluator = createEvaluator(resolved, { providers: { topology: topologyProvider, cost: costProvider }, now });
  const runner = createLocalRunner(evaluator, { now, turn: () => Promise.resolve() });
  const runners: Runners = { choose: () => runner, close: () => Promise.resolve() };
  return runSearch({ resolved, runners, now, searcher: 'exhaustive', ...change });
}

type Line = Exclude<JournalEntry, HeaderEntry>;

/** The state that lines after a header stand for. */
function stateOf(lines: readonly Line[]): JournalState {
  const header = {
    type: 'header',
    format: 'assay-journal',
    version: 1,
    settings: { assay: '0', plan, searcher: 'any' },
  } as const;
  return readJournal('journal', [header, ...lines].map(encodeEntry).join(''));
}

function memoryJournal(state: JournalState = emptyJournal): Journal & { readonly lines: Line[] } {
  const lines: Line[] = [];
  return { state, lines, append: async (entry) => void lines.push(entry), close: async () => undefined };
}

/** The scores of every proxy as lists. */
function scoresOf({ columns }: SearchOutcome): { readonly [proxy: string]: readonly Score[] } {
  return Object.fromEntries(Object.entries(columns).map(([proxy, column]) => [proxy, [...column]]));
}

describe('runSearch', () => {
  it('gives a column of scores for every proxy, and the canonical form of every candidate', async () => {
    const { candidates: given, canonical, distinct, columns } = await search();
    const candidates = [...given];
    expect(candidates).toHaveLength(81);
    expect(distinct).toBe(15);
    expect(canonical.at(candidates.indexOf('2-0-1-0'))).toBe('0012');
    expect(Object.keys(columns)).toEqual(['weight', 'edges']);
    expect(columns.edges.at(candidates.indexOf('0-1-2-0'))).toEqual({ ok: true, value: 10, parts: { first: 1 } });
    expect(columns.edges.at(candidates.indexOf('0-0-0-0'))).toEqual({ ok: false, reason: 'nothing to see' });
    expect(columns.weight.at(candidates.indexOf('2-0-1-0'))).toEqual(columns.weight.at(candidates.indexOf('0-0-1-2')));
  });

  it('decodes no candidate it proposed itself, and makes one topology of each to score it', async () => {
    const calls = { decode: 0, topology: 0, canonical: 0 };
    const counted = (space: SearchSpace): SearchSpace => ({
      ...space,
      decode: (text) => (calls.decode++, space.decode(text)),
      topology: (genotype) => (calls.topology++, (space.topology as (genotype: unknown) => Topology)(genotype)),
      canonical: (genotype) => (calls.canonical++, space.canonical(genotype)),
    });
    const resolved = resolvePlan(plan, { ...toyRegistry, openSpace: (spec) => counted(toyRegistry.openSpace(spec)) });
    const evaluator = createEvaluator(resolved, { providers: { topology: topologyProvider, cost: costProvider }, now });
    const runner = createLocalRunner(evaluator, { now, turn: () => Promise.resolve() });
    const runners: Runners = { choose: () => runner, close: () => Promise.resolve() };
    const { known } = await runSearch({ resolved, runners, now, searcher: 'exhaustive' });
    expect(calls).toEqual({ decode: 0, topology: 81, canonical: 81 });
    // What a report needs: it draws few candidates, so that topologies are made again in place of kept.
    for (const one of known) expect([one.topology()?.cells.length, one.cost().params >= 0]).toEqual([1, true]);
    expect(calls).toEqual({ decode: 0, topology: 162, canonical: 81 });
  });

  it('evaluates the cheapest evidence first, and says how long each step took', async () => {
    const begun: string[] = [];
    const { steps } = await search({ onStep: (name, total) => begun.push(`${name} ${total}`) });
    expect(begun).toEqual(['candidates 81', 'edges 81', 'weight 15']);
    expect(steps.map(({ name, candidates, jobs }) => [name, candidates, jobs])).toEqual([
      ['candidates', 81, 0],
      ['edges', 81, 81],
      ['weight', 81, 15],
    ]);
    expect(steps.every(({ seconds }) => seconds >= 0)).toBe(true);
  });

  it('journals every job in the order of the proposals, and the end', async () => {
    const journal = memoryJournal();
    const { candidates } = await search({ journal });
    expect(journal.lines).toHaveLength(81 + 15 + 1);
    expect(journal.lines.slice(0, 81).map((line) => (line as EvaluationEntry).candidate)).toEqual([...candidates]);
    expect(journal.lines.at(-1)).toEqual({ type: 'done', evaluations: 96 });
    expect(JSON.stringify(journal.lines)).not.toContain('seconds');
  });

  it('resumed after any line, runs the rest and ends with the same journal and columns', async () => {
    const whole = memoryJournal();
    const uninterrupted = await search({ journal: whole, searcher: 'random', budget: 60 });
    const evaluations = whole.lines.slice(0, -1) as EvaluationEntry[];
    for (const kept of [0, 1, 30, 60, 61, evaluations.length]) {
      const journal = memoryJournal({ evaluations: evaluations.slice(0, kept), isDone: false });
      const resumed = await search({ journal, searcher: 'random', budget: 60 });
      expect(resumed.recalled).toBe(kept);
      expect(scoresOf(resumed)).toEqual(scoresOf(uninterrupted));
      expect([...evaluations.slice(0, kept), ...journal.lines]).toEqual(whole.lines);
    }
    const done = memoryJournal({ evaluations, isDone: true });
    expect(scoresOf(await search({ journal: done, searcher: 'random', budget: 60 }))).toEqual(scoresOf(uninterrupted));
    expect(done.lines).toEqual([]);
  });

  it('refuses a journal of another course', async () => {
    const whole = memoryJournal();
    await search({ journal: whole });
    const evaluations = whole.lines.slice(0, -1) as EvaluationEntry[];
    const swapped = memoryJournal({ evaluations: [evaluations[0], evaluations[2]], isDone: false });
    await expect(search({ journal: swapped })).rejects.toThrow(
      'journal line 3: expected edges of "0-0-0-1", got edges of "0-0-0-2"',
    );
    await expect(search({ journal: memoryJournal({ evaluations, isDone: true }), budget: 5 })).rejects.toMatchObject({
      kind: 'data',
    });
  });

  it.each([1, 7, 27, 80, 81])('proposes %i at once and ends with the same journal and result', async (atOnce) => {
    const space = resolvePlan(plan, toyRegistry).space as SearchSpace;
    const whole = memoryJournal();
    const outcome = await search({ journal: whole, limits: createLimits('edges>3', space, { later: ['edges'] }) });
    const journal = memoryJournal();
    const rounds: number[] = [];
    const own = await search({
      journal,
      atOnce,
      limits: createLimits('edges>3', space, { later: ['edges'] }),
      onRound: (round) => rounds.push(round.candidates.texts.length),
    });
    expect(rounds).toHaveLength(Math.ceil(81 / atOnce));
    expect(journal.lines).toEqual(whole.lines);
    expect(scoresOf(own)).toEqual(scoresOf(outcome));
    for (const key of ['candidates', 'canonical', 'forms', 'costs', 'reached', 'outside'] as const)
      expect([...own[key]]).toEqual([...outcome[key]]);
    expect(Array.from(own.known, ({ genotype }) => genotype)).toEqual(Array.from(outcome.known, ({ genotype }) => genotype));
    expect([own.distinct, own.limits]).toEqual([outcome.distinct, outcome.limits]);
  });

  it('shows one step over all rounds', async () => {
    const begun: string[] = [];
    const done: number[] = [];
    await search({
      atOnce: 27,
      onStep: (name, total) => begun.push(`${name} ${total}`),
      onProgress: (progress) => done.push(progress.done),
    });
    expect(begun).toEqual(['candidates 81', 'edges 81', 'weight 81']);
    expect(done.at(-1)).toBe(15);
    expect(done.slice(0, -1).every((count, i) => i === 0 || count >= done[i - 1]! || count === 1)).toBe(true);
    expect(Math.max(...done)).toBe(81);
  });

  it('runs a searcher that learns, and sends it the score', async () => {
    const heard: (readonly number[] | undefined)[] = [];
    const learner = defineSearcher({
      id: 'learner',
      title: 'Three rounds of two',
      options: {},
      learns: true,
      create: ({ domain, levels }) => {
        let asked = 0;
        const every = [...(domain.enumerate as () => Iterable<unknown>)()];
        return {
          ask() {
            const genotypes = every.slice(asked, Math.min(6, (asked += 2)));
            return genotypes.length === 0 ? undefined : { kind: 'genotypes', level: levels - 1, genotypes };
          },
          tell: (results) => heard.push(...results.map(({ objectives }) => objectives)),
          state: () => ({ asked }),
          restore: () => undefined,
        };
      },
    });
    const { candidates, steps } = await search({ searcher: 'learner', searchers: [learner], combination: 'rank-sum:edges=1' });
    expect([...candidates]).toEqual(['0-0-0-0', '0-0-0-1', '0-0-0-2', '0-0-1-0', '0-0-1-1', '0-0-1-2']);
    // A single proxy is the score; 0-0-0-0 has no score.
    expect(heard).toEqual([undefined, [6], [8], [6], [8], [10]]);
    expect(steps.map((step) => [step.name, step.candidates])).toEqual([
      ['candidates', 6],
      ['edges', 6],
      ['weight', 6],
    ]);
    expect(steps[2].jobs).toBe(5);
  });

  it('finds the best of the space long before having seen all of it', async () => {
    const best = (outcome: SearchOutcome): number =>
      Math.max(...Array.from(outcome.columns.edges, (score) => (score.ok ? score.value : 0)));
    for (const searcher of [
      'evolution:population=8:tournament=4:batch=2',
      'local-search',
      'zen-evolution:population=8:moves=1:batch=2',
    ]) {
      const outcome = await search({ searcher, budget: 40, combination: 'rank-sum' });
      expect(outcome.candidates).toHaveLength(40);
      expect([searcher, best(outcome)]).toEqual([searcher, 20]);
    }
  });

  it('with several objectives finds both ends of the front', async () => {
    const resolved = resolvePlan(plan, toyRegistry);
    const outcome = await search({
      searcher: 'local-search',
      budget: 50,
      objectives: parseObjectives(['edges', 'params'], resolved),
    });
    const found = [...outcome.columns.edges].flatMap((score) => (score.ok ? [score.value] : []));
    expect([Math.min(...found), Math.max(...found)]).toEqual([6, 20]);
  });

  it('scores few candidates with expensive evidence for a shortlist', async () => {
    const outcome = await search({ searcher: 'shortlist:keep=10', budget: 100 });
    // One of each of the 15 forms is drawn; the ten best of them become candidates.
    expect(outcome.drawn?.distinct).toBe(15);
    expect(outcome.candidates).toHaveLength(10);
    expect([...outcome.reached]).toEqual(new Array<number>(10).fill(2));
    const sorted = Array.from(outcome.candidates, (text) =>
      [...text]
        .filter((digit) => digit !== '-')
        .toSorted()
        .join(''),
    );
    expect(new Set(sorted).size).toBe(10);
    expect(Array.from(outcome.columns.edges, (score) => (score.ok ? score.value : 0))).toEqual([
      20, 18, 16, 16, 14, 14, 12, 12, 12, 10,
    ]);
  });

  it('rejects candidates outside the limits before it scores them, and counts them', async () => {
    const space = toyRegistry.openSpace('toy');
    for (const searcher of ['exhaustive', 'random', 'evolution:population=8', 'local-search', 'shortlist']) {
      const journal = memoryJournal();
      const outcome = await search({ searcher, budget: 81, limits: createLimits('macs < 30000', space), journal });
      expect(outcome.limits?.rejected).toBeGreaterThan(0);
      expect(outcome.candidates.length).toBeGreaterThanOrEqual(5);
      expect([...outcome.candidates].every((text) => countCost(space.build(space.decode(text))).macs < 30_000)).toBe(true);
      expect(
        journal.lines.every((line) => line.type !== 'evaluation' || [...outcome.candidates].includes(line.candidate as string)),
      ).toBe(true);
    }
    await expect(search({ searcher: 'random', limits: createLimits('depth > 9', space) })).rejects.toThrow(
      'where "depth > 9": expected limits that some architecture meets, got none among',
    );
  });

  it.each(['evolution:population=8:tournament=3:batch=3', 'shortlist:keep=12', 'evolution:population=6:warmup=20:move=neighbor'])(
    'resumes %s after any line and ends with the same journal',
    async (searcher) => {
      const whole = memoryJournal();
      const uninterrupted = await search({ journal: whole, searcher, budget: 40 });
      for (let kept = 0; kept < whole.lines.length; kept += 5) {
        const before = whole.lines.slice(0, kept);
        const evaluations = before.filter((line) => line.type === 'evaluation');
        const journal = memoryJournal({ evaluations, draws: before.filter((line) => line.type === 'draw'), isDone: false });
        const resumed = await search({ journal, searcher, budget: 40 });
        expect(resumed.recalled).toBe(evaluations.length);
        expect(scoresOf(resumed)).toEqual(scoresOf(uninterrupted));
        expect([...before, ...journal.lines]).toEqual(whole.lines);
      }
    },
  );

  it('tells after a round what is best so far, and how large the front is', async () => {
    const objectives = parseObjectives(['weight', 'edges'], resolvePlan(plan, toyRegistry));
    const seen: { readonly scored: number; readonly best: number | undefined; readonly front: number }[] = [];
    await search({
      searcher: 'evolution:population=6:tournament=2',
      budget: 30,
      objectives,
      onRound(round) {
        const score = round.best()?.scores['weight'];
        seen.push({ scored: round.scored(), best: score?.ok === true ? score.value : undefined, front: round.frontSize() });
      },
    });
    expect(seen.at(-1)?.scored).toBe(30);
    expect(seen.map(({ best }) => best)).toEqual(seen.map(({ best }) => best).toSorted((a, b) => Number(a) - Number(b)));
    expect(seen.every(({ front, scored }) => front >= 1 && front <= scored)).toBe(true);
  });

  it('ends when its time is up, with what it has', async () => {
    let portions = 0;
    const journal = memoryJournal();
    const outcome = await search({ searcher: 'exhaustive', timeLeft: () => 3 - ++portions, journal });
    expect(outcome.candidates.length).toBeGreaterThan(0);
    expect(outcome.candidates.length).toBeLessThan(81);
    expect(journal.lines.at(-1)).toMatchObject({ type: 'done' });
    const again = await search({ searcher: 'exhaustive', timeLeft: () => 1000, journal: memoryJournal(stateOf(journal.lines)) });
    expect([...again.candidates]).toEqual([...outcome.candidates]);
  });

  it.each(['exhaustive', 'random', 'evolution:population=4:tournament=2'])(
    'under a time limit is resumed by a machine of another speed (%s)',
    async (searcher) => {
      // As many candidates are taken up at once as the clock allows: on the slow machine ever fewer, on the fast one ever more.
      const clock = (step: number): (() => number) => {
        let time = 0;
        return () => (time += step);
      };
      let left = 400;
      const slow = memoryJournal();
      const outcome = await search({ searcher, budget: 60, timeLeft: () => --left, journal: slow, now: clock(40) });
      expect(slow.lines.filter(({ type }) => type === 'portion').length).toBeGreaterThan(1);
      for (const kept of [1, 9, 20, slow.lines.length]) {
        const journal = memoryJournal(stateOf(slow.lines.slice(0, kept)));
        const again = await search({ searcher, budget: 60, timeLeft: () => 1000, journal, now: clock(0) });
        expect([...again.candidates].slice(0, 8)).toEqual([...outcome.candidates].slice(0, 8));
        if (kept === slow.lines.length) expect(scoresOf(again)).toEqual(scoresOf(outcome));
      }
    },
  );

  it('stops at an abort and keeps what was journalled', async () => {
    const abort = new AbortController();
    const journal = memoryJournal();
    await expect(search({ journal, signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
    expect(journal.lines.length).toBeGreaterThan(0);
    expect(journal.lines.length).toBeLessThan(81);
  });

  it('needs a space and a known searcher', async () => {
    await expect(search({ searcher: 'exhaustve' })).rejects.toThrow('did you mean "exhaustive"?');
    const { space: _, ...rest } = plan;
    const resolved = resolvePlan(rest, toyRegistry);
    await expect(search({ resolved })).rejects.toThrow('search: expected a space, got none');
  });
});
