import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../test/toy/registry.js';
import { dataError } from '../core/errors.js';
import type { ConstantRequest } from '../runtime/one-channel/types.js';
import { graphTopology } from '../arch/graph-topology.js';
import { createEvaluator } from './evaluate.js';
import { resolvePlan } from './plan.js';
import { costProvider } from './evidence/cost.js';
import { topologyProvider } from './evidence/topology.js';
import type { EvidenceProvider, Plan, Providers } from './types.js';

const plan: Plan = { space: 'toy', proxies: ['edges', 'spread', 'spread:weight=2'], data: 'ramp', batch: 4, seed: 0 };

/** Answers a constant request with outputs 0 .. weight, and keeps the requests. */
function fakeConstant(): EvidenceProvider<'constant'> & { asked: ConstantRequest[][]; built: number } {
  const provider = {
    asked: [] as ConstantRequest[][],
    built: 0,
    answer(view: Parameters<EvidenceProvider<'constant'>['answer']>[0], requests: readonly ConstantRequest[]) {
      provider.asked.push([...requests]);
      provider.built += view.architecture().nodes.length > 0 ? 1 : 0;
      return requests.map(({ weight }) => ({
        ok: true as const,
        value: { values: Float64Array.of(0, weight), exponent: 0, isConnected: true },
      }));
    },
  };
  return provider;
}

/** A clock that moves one second with every look at it. */
function countingClock(): () => number {
  let milliseconds = 0;
  return () => (milliseconds += 1000);
}

function evaluatorFor(change: Partial<Plan>, providers: Partial<Providers> = {}) {
  return createEvaluator(resolvePlan({ ...plan, ...change }, toyRegistry), {
    providers: { topology: topologyProvider, cost: costProvider, constant: fakeConstant(), ...providers },
    now: countingClock(),
  });
}

describe('evaluate', () => {
  it('scores with every proxy and says how long each took', async () => {
    const { scores, seconds, error } = await evaluatorFor({}).evaluate({ candidate: '0-1-2-0' });
    expect(scores).toEqual({
      edges: { ok: true, value: 10, parts: { first: 1 } },
      spread: { ok: true, value: 1 },
      'spread:weight=2': { ok: true, value: 2 },
    });
    expect(seconds).toEqual({ edges: 1, spread: 1, 'spread:weight=2': 1 });
    expect(error).toBeUndefined();
  });

  it('runs each kind of evidence once for all proxies that read it', async () => {
    const constant = fakeConstant();
    await evaluatorFor({}, { constant }).evaluate({ candidate: '0-1-2-0' });
    expect(constant.asked).toHaveLength(1);
    expect(constant.asked[0].map(({ weight }) => weight)).toEqual([1, 2]);
    expect(constant.asked[0].every(({ batch }) => batch === 4)).toBe(true);
  });

  it('runs only what the chosen proxies read', async () => {
    const constant = fakeConstant();
    const { scores } = await evaluatorFor({}, { constant }).evaluate({ candidate: '0-1-2-0', proxies: ['edges'] });
    expect(Object.keys(scores)).toEqual(['edges']);
    expect(constant.asked).toHaveLength(0);
  });

  it('waits for asynchronous evidence', async () => {
    const constant = fakeConstant();
    const slow: EvidenceProvider<'constant'> = { answer: async (view, requests) => constant.answer(view, requests) };
    const { scores } = await evaluatorFor({}, { constant: slow }).evaluate({ candidate: '0-1-2-0' });
    expect(scores.spread).toEqual({ ok: true, value: 1 });
  });

  it('turns a malformed genotype into its error and the reason of every score', async () => {
    const { scores, error } = await evaluatorFor({}).evaluate({ candidate: '0-1-9' });
    expect(error).toBe('toy architecture: expected four digits such as 0-1-2-0, got "0-1-9"');
    expect(scores.edges).toEqual({ ok: false, reason: error });
    expect(scores.spread).toEqual({ ok: false, reason: error });
  });

  it('turns a data error of one kind of evidence into the reason of the proxies that read it', async () => {
    const constant: EvidenceProvider<'constant'> = {
      answer: () => {
        throw dataError('node "x" (softmax)', { expected: 'an op the runtime knows' });
      },
    };
    const { scores, error } = await evaluatorFor({}, { constant }).evaluate({ candidate: '0-1-2-0' });
    expect(error).toBeUndefined();
    expect(scores.edges.ok).toBe(true);
    expect(scores.spread).toEqual({ ok: false, reason: 'node "x" (softmax): expected an op the runtime knows' });
  });

  it('takes a failed allocation as the reason of one network', async () => {
    const constant: EvidenceProvider<'constant'> = { answer: () => [new Float64Array(2 ** 52)] as never };
    const { scores } = await evaluatorFor({}, { constant }).evaluate({ candidate: '0-1-2-0' });
    expect(scores.spread).toEqual({
      ok: false,
      reason: expect.stringMatching(/^expected memory for the network, got none \(.*4503599627370496.*\)$/),
    });
  });

  it('lets bugs through with the name of the candidate', async () => {
    const constant: EvidenceProvider<'constant'> = {
      answer: () => {
        throw new TypeError('x is not a function');
      },
    };
    await expect(evaluatorFor({}, { constant }).evaluate({ candidate: '0-1-2-0' })).rejects.toThrow(
      'while evaluating 0-1-2-0: x is not a function',
    );
  });

  it('takes an architecture directly; its topology comes from its graph', async () => {
    const { space: _, ...noSpace } = plan;
    const evaluator = createEvaluator(resolvePlan({ ...noSpace, proxies: ['weight', 'edges:busy=0'] }, toyRegistry), {
      providers: {
        cost: costProvider,
        topology: {
          answer: (_s, requests) =>
            requests.map(() => ({
              ok: true,
              value: { cells: [{ name: 'a', repeats: 1, cell: { nodes: 2, inputs: [0], outputs: [1], edges: [] } }] },
            })),
        },
      },
      now: countingClock(),
    });
    const architecture = toyRegistry.openSpace('toy').build([0, 0, 0, 0]);
    const { scores } = await evaluator.evaluate({ candidate: architecture });
    expect(scores.weight.ok && scores.weight.value).toBe(3 * 4 + 4 * 16 + 4 * 8 + 10);
    await expect(evaluator.evaluate({ candidate: '0-0-0-0' })).rejects.toMatchObject({ kind: 'usage' });
    expect(topologyProvider.answer({ architecture: () => architecture }, [{ kind: 'topology' }])).toEqual([
      graphTopology(architecture),
    ]);
  });

  it('gives a bug in a proxy as the reason of its score, and continues with other proxies and candidates', async () => {
    const [edges] = toyRegistry.proxies;
    let calls = 0;
    const failing = {
      ...edges,
      id: 'failing',
      score(...given: Parameters<typeof edges.score>) {
        if (calls++ === 0) throw new RangeError('Invalid array length');
        return edges.score(...given);
      },
    };
    const resolved = resolvePlan({ ...plan, proxies: ['failing', 'edges'] }, { ...toyRegistry, proxies: [edges, failing] });
    const evaluator = createEvaluator(resolved, { providers: { topology: topologyProvider }, now: countingClock() });
    const first = (await evaluator.evaluate({ candidate: '0-1-2-0' })).scores;
    expect(first.failing).toEqual({ ok: false, reason: 'the proxy failed: Invalid array length (a bug in "failing")' });
    expect(first.edges.ok).toBe(true);
    expect((await evaluator.evaluate({ candidate: '0-1-2-0' })).scores.failing).toEqual(first.edges);
  });

  it('refuses a number JSON cannot hold', async () => {
    const constant: EvidenceProvider<'constant'> = {
      answer: (_, requests) =>
        requests.map(() => ({ ok: true, value: { values: Float64Array.of(0, NaN), exponent: 0, isConnected: true } })),
    };
    const { scores } = await evaluatorFor({}, { constant }).evaluate({ candidate: '0-1-2-0' });
    expect(scores.spread).toEqual({
      ok: false,
      reason: 'the proxy failed: proxy "spread" returned the value NaN (a bug in "spread")',
    });
  });

  it('refuses a proxy that reads evidence it did not request', async () => {
    const [edges] = toyRegistry.proxies;
    const greedy = { ...edges, id: 'greedy', requests: () => [{ kind: 'cost' as const }] };
    const resolved = resolvePlan({ ...plan, proxies: ['edges', 'greedy'] }, { ...toyRegistry, proxies: [edges, greedy] });
    const evaluator = createEvaluator(resolved, {
      providers: { topology: topologyProvider, cost: costProvider },
      now: countingClock(),
    });
    const { scores } = await evaluator.evaluate({ candidate: '0-1-2-0' });
    expect(scores.greedy).toEqual({
      ok: false,
      reason: 'the proxy failed: proxy "greedy" reads evidence it did not request: topology (a bug in "greedy")',
    });
  });
});
