import { describe, expect, it } from 'vitest';
import { openSpace, spaces } from '../spaces/index.js';
import { registry } from '../engine/built-in.js';
import { resolvePlan, type ResolvedPlan } from '../engine/plan.js';
import { shortlist } from '../searchers/shortlist.js';
import { createLocalHost } from '../engine/local-host.js';
import { createLocalScanRunner } from '../engine/scan/local-scan-runner.js';
import { createScanner } from '../engine/scan/scan-block.js';
import type { Runners } from '../engine/types.js';
import { chooseDraw, chooseProxies, chooseSearcher, closingTime, hasTimeForThreads, learns } from './choose.js';
import { openSearch } from './open-search.js';

const small = openSpace('nas-bench-201');
const large = openSpace('darts');

const sed = 'sed:preset=nas-bench-201';

describe('the defaults of a search', () => {
  const counted = [{ level: 'topology' }, { level: 'architecture' }] as const;
  const run = [...counted, { level: 'activations' }] as const;

  it('visits all of a small space, and draws from a large one, or when time is short', () => {
    expect(chooseSearcher({}, small, run)).toBe('exhaustive');
    expect(chooseSearcher({}, large, counted)).toBe('shortlist');
    expect(chooseSearcher({ seconds: 1 }, small, counted)).toBe('shortlist');
    expect(chooseSearcher({ seconds: 1, budget: 5 }, small, counted)).toBe('shortlist');
    expect(chooseSearcher({ seconds: 1, searcher: 'random' }, small, run)).toBe('random');
  });

  it('spends a budget that leaves a part of a space out, unless networks are run or it is large', () => {
    expect(chooseSearcher({ budget: 500 }, small, counted)).toBe('random');
    expect(chooseSearcher({ budget: 20_000 }, large, counted)).toBe('random');
    expect(chooseSearcher({ budget: 20_001 }, large, counted)).toBe('shortlist');
    expect(chooseSearcher({ budget: 500 }, small, run)).toBe('shortlist');
    expect(chooseSearcher({ budget: 15_624 }, small, counted)).toBe('random');
    expect(chooseSearcher({ budget: 15_625 }, small, counted)).toBe('exhaustive');
    expect(chooseSearcher({ budget: 500, searcher: 'exhaustive' }, small, counted)).toBe('exhaustive');
  });

  it('draws as many as the help and the list of searchers say', () => {
    const plan = (proxies: readonly string[]): ResolvedPlan =>
      resolvePlan({ space: 'nas-bench-201', proxies: [...proxies], data: 'ramp', batch: 64, seed: 0 }, registry);
    expect(chooseDraw('shortlist', plan(['field', 'sed']))).toBeUndefined();
    expect(chooseDraw('shortlist:keep=9', plan(['field']))).toBe(2_000);
    expect(chooseDraw('random', plan(['field']))).toBeUndefined();
    expect(shortlist.note).toContain('100,000 unless given, 2,000 where every proxy needs the built network');
  });

  it('runs nothing in a few seconds, unless a proxy is named', () => {
    expect(chooseProxies({ effort: 'forward' }, small)).toEqual(['field', 'epads', sed]);
    expect(chooseProxies({ effort: 'gradient' }, small)).toEqual(['field', 'epads', 'zico', sed]);
    expect(chooseProxies({ effort: 'forward', seconds: 1 }, small)).toEqual(['field', sed]);
    expect(chooseProxies({ effort: 'forward', seconds: 60 }, small)).toContain('epads');
    expect(chooseProxies({ seconds: 1, proxies: ['epsilon'] }, small)).toEqual(['epsilon']);
  });

  it('ranks every space by one rule, with SED where only operators vary', () => {
    for (const { id } of spaces) {
      const space = openSpace(id);
      const isFixed = space.properties?.wiring === 'fixed';
      const rule = isFixed ? ['field', sed] : ['field'];
      expect(chooseProxies({}, space)).toEqual(rule);
      expect(chooseProxies({ effort: 'graph' }, space)).toEqual(rule);
      expect(isFixed && space.topology === undefined).toBe(false);
    }
  });

  it('refuses an effort that is unknown, or that is given with proxies', () => {
    expect(() => chooseProxies({ effort: 'some' }, small)).toThrow('effort: expected graph, forward or gradient, got some');
    expect(() => chooseProxies({ effort: 'graph', proxies: ['sed'] }, small)).toThrow(
      'effort: expected no proxies beside it, got sed',
    );
  });

  it('reserve for the end of a timed search what the start of the process lets expect', async () => {
    expect(closingTime(50, 1)).toBe(90);
    expect(closingTime(230, 1)).toBe(205);
    expect(closingTime(60_000, 600)).toBe(1000);
    // A fifth of what the start left is searched, however little it is.
    expect(closingTime(900, 1)).toBeCloseTo(80);
    const host = { ...createLocalHost(), now: () => 230 };
    const timed = await openSearch({ space: 'darts', seconds: 1, startedAt: 0 }, host);
    expect(timed.deadline).toBe(795);
    await timed.close();
  });

  it('start no threads for a search that is over before they have loaded and worked', async () => {
    expect(hasTimeForThreads(100, 300)).toBe(true);
    expect(hasTimeForThreads(290, 510)).toBe(false);
    const local = createLocalHost();
    const counts: number[] = [];
    for (const startTook of [100, 290]) {
      const host: typeof local = {
        ...local,
        now: () => startTook,
        async openPlan(plan, options) {
          const opened = await local.openPlan(plan, options);
          const scanner: Runners['scanner'] = (request, count, known) => {
            counts.push(count);
            return createLocalScanRunner(createScanner(opened.resolved, request, known));
          };
          return { ...opened, runners: { ...opened.runners, scanner } };
        },
      };
      const timed = await openSearch({ space: 'darts', seconds: 1, budget: 40, startedAt: 0 }, host);
      await timed.run();
    }
    expect(counts).toEqual([40, 0]);
  });

  it('recognises searchers that learn', () => {
    expect(learns('evolution:population=3')).toBe(true);
    expect(learns('random')).toBe(false);
    expect(learns('nobody')).toBe(false);
  });
});
