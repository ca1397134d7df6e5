import { describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { OrtEngine } from '../../runtime/ort/types.js';
import { registry } from '../built-in.js';
import { createDataSource } from '../data/source.js';
import { createEvaluator, type Evaluator } from '../evaluate.js';
import { resolvePlan } from '../plan.js';
import type { Plan } from '../types.js';
import { createProviders } from './index.js';

const cell = '|nor_conv_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|';
const plan: Plan = { space: 'nas-bench-201:C=4:N=1:size=8', proxies: ['naswot'], data: 'noise', batch: 16, seed: 3 };

interface Counted {
  readonly evaluator: Evaluator;
  /** Sessions made so far. */
  sessions(): number;
}

/** An evaluator whose engine counts its sessions; `fail` names the sessions that cannot be made, from 0, or by the model's name. */
function evaluatorOf(
  change: Partial<Plan>,
  { memoryLimit, fail = [] }: { memoryLimit?: number; fail?: readonly (number | string)[] } = {},
): Counted {
  let sessions = 0;
  const source = createDataSource({ text: 'noise', recipe: { kind: 'noise', seed: 3 }, prepared: [] });
  const counting = async (): Promise<OrtEngine> => {
    const engine = await openOrtEngine();
    return {
      ...engine,
      createSession(model, favour) {
        // What the engine has is tried out, once.
        if (Buffer.from(model).includes('blocks tried out')) return engine.createSession(model, favour);
        const place = sessions++;
        if (fail.some((one) => (typeof one === 'number' ? one === place : Buffer.from(model).includes(one))))
          throw new Error('out of luck');
        return engine.createSession(model, favour);
      },
    };
  };
  const providers = createProviders({
    source,
    seed: change.seed ?? plan.seed,
    openOrtEngine: counting,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  });
  return {
    evaluator: createEvaluator(resolvePlan({ ...plan, ...change }, registry), { providers, now: () => 0 }),
    sessions: () => sessions,
  };
}

const onePass = [
  'epads',
  'epads:pairs=expected',
  'naswot',
  'nwot',
  'layerwise-naswot',
  'swap',
  'zen',
  'meco',
  'az-expressivity',
  'az-progressivity',
  'near',
  'entropy',
  'mlfe',
  'noise-immunity',
];

/** Their readings share the two passes with labels. */
const gradients = ['grad-norm', 'snip', 'fisher', 'plain', 'jacob-cov', 'epe', 'zico', 'grasp', 'az-trainability'];

/** A network of two convolutions, norms and a classifier, whose nodes have the same names at every width. */
function named(width: number): Architecture {
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, 8, 8]);
  for (const [id, outChannels] of [
    ['first', 16],
    ['second', width],
  ] as const) {
    const conv = b.add('conv', [x], squareConv(outChannels, 3), id);
    x = b.add('relu', [b.add('batchNorm', [conv], { eps: 1e-5, affine: true }, `${id} norm`)], {}, `${id} relu`);
  }
  const pooled = b.add('flatten', [b.add('globalAvgPool', [x], {}, 'pool')], { axis: 1 }, 'flat');
  return b.finish([b.add('linear', [pooled], { outFeatures: 10, bias: true }, 'classifier')], 'network');
}

describe('evidence of forward passes', () => {
  it('of one pass survives the failure of another, whose inputs are too small for the network', async () => {
    const b = createArchBuilder();
    const x = b.add('relu', [b.add('conv', [b.input('x', [1, 3, 8, 8])], squareConv(4, 5, { padding: 0 }))], {});
    const network = b.finish([b.add('globalAvgPool', [x], {})]);
    const { evaluator } = evaluatorOf({ proxies: ['linear-regions', 'naswot'] });
    const { scores } = await evaluator.evaluate({ candidate: network });
    expect(scores['naswot'].ok).toBe(true);
    expect(scores['linear-regions']).toMatchObject({ ok: false, reason: expect.stringContaining('conv') as string });
  });

  it('comes from one session for all proxies, and one more for synflow', async () => {
    const shared = evaluatorOf({ proxies: onePass });
    const { scores } = await shared.evaluator.evaluate({ candidate: cell });
    expect(Object.entries(scores).filter(([, score]) => !score.ok)).toEqual([]);
    expect(shared.sessions()).toBe(1);
    const both = evaluatorOf({ proxies: [...onePass, 'synflow', 'logsynflow'] });
    await both.evaluator.evaluate({ candidate: cell });
    expect(both.sessions()).toBe(2);
  });

  it('of two batches comes from one session', async () => {
    const alone = evaluatorOf({ proxies: ['zico'] });
    const { scores } = await alone.evaluator.evaluate({ candidate: cell });
    expect(alone.sessions()).toBe(1);
    const shared = evaluatorOf({ proxies: ['zico', 'snip'] });
    expect((await shared.evaluator.evaluate({ candidate: cell })).scores.zico).toEqual(scores.zico);
    expect(shared.sessions()).toBe(1);
    const failing = evaluatorOf({ proxies: ['zico'] }, { fail: [0] });
    expect((await failing.evaluator.evaluate({ candidate: cell })).scores).toEqual(scores);
  });

  it('gives a proxy the same score with any other readers of the pass and any earlier scores', async () => {
    const together = (await evaluatorOf({ proxies: onePass }).evaluator.evaluate({ candidate: cell })).scores;
    for (const proxy of onePass) {
      const { evaluator } = evaluatorOf({ proxies: [proxy] });
      await evaluator.evaluate({ candidate: cell.replaceAll('none', 'nor_conv_3x3') });
      expect((await evaluator.evaluate({ candidate: cell })).scores[proxy]).toEqual(together[proxy]);
    }
  });

  it.each([
    ['forward passes', onePass],
    ['gradients', gradients],
  ])('of %s gives a network the same score alone and after one whose nodes have the same names', async (_, proxies) => {
    const { evaluator } = evaluatorOf({ proxies });
    await evaluator.evaluate({ candidate: named(32) });
    const later = (await evaluator.evaluate({ candidate: named(16) })).scores;
    // The others need cells or blocks.
    const scored = proxies.filter((proxy) => later[proxy].ok);
    expect(scored.length).toBeGreaterThanOrEqual(8);
    for (const proxy of scored) {
      const alone = await evaluatorOf({ proxies: [proxy] }).evaluator.evaluate({ candidate: named(16) });
      expect(alone.scores).toEqual({ [proxy]: later[proxy] });
    }
  });

  it('gives gradient proxies the same scores alone, beside others, first and later', async () => {
    const together = (await evaluatorOf({ proxies: gradients }).evaluator.evaluate({ candidate: cell })).scores;
    expect(Object.entries(together).filter(([, score]) => !score.ok)).toEqual([]);
    for (const proxy of gradients) {
      const { evaluator } = evaluatorOf({ proxies: [proxy] });
      await evaluator.evaluate({ candidate: cell.replaceAll('none', 'nor_conv_3x3') });
      expect((await evaluator.evaluate({ candidate: cell })).scores[proxy]).toEqual(together[proxy]);
    }
  });

  it('depends on the seed and on the initialisation', async () => {
    const score = async (change: Partial<Plan>) =>
      (await evaluatorOf(change).evaluator.evaluate({ candidate: cell })).scores.naswot;
    const own = await score({});
    expect(await score({})).toEqual(own);
    expect(await score({ seed: 4 })).not.toEqual(own);
    expect(await score({ init: 'orthogonal' })).not.toEqual(own);
  });

  it("runs a separate pass for a proxy that needs its paper's", async () => {
    const { evaluator, sessions } = evaluatorOf({ proxies: ['epads', 'zen:pass=own', 'meco:pass=own', 'swap:pass=own'] });
    const { scores } = await evaluator.evaluate({ candidate: cell });
    expect(Object.values(scores).every(({ ok }) => ok)).toBe(true);
    expect(sessions()).toBe(4);
  });

  it('averages over draws', async () => {
    const value = async (proxy: string) => {
      const { scores } = await evaluatorOf({ proxies: [proxy] }).evaluator.evaluate({ candidate: cell });
      const score = scores[proxy];
      return score.ok ? score.value : NaN;
    };
    const one = await value('near');
    const two = await value('near:repeats=2');
    expect(two).not.toBe(one);
    expect(Math.abs(two / one - 1)).toBeLessThan(0.2);
  });

  it("fails one architecture with the runtime's message and continues", async () => {
    const { evaluator } = evaluatorOf({}, { fail: [0] });
    expect((await evaluator.evaluate({ candidate: cell })).scores.naswot).toEqual({
      ok: false,
      reason: expect.stringMatching(/^onnxruntime-.*: expected a network it can run, got out of luck$/),
    });
    expect((await evaluator.evaluate({ candidate: cell })).scores.naswot.ok).toBe(true);
  });

  it('refuses a pass too large for memory, with the estimate', async () => {
    const { evaluator, sessions } = evaluatorOf({ batch: 1_000 }, { memoryLimit: 2 ** 20 });
    const { scores } = await evaluator.evaluate({ candidate: cell });
    expect(scores.naswot).toEqual({
      ok: false,
      reason: expect.stringMatching(
        /^forward pass: expected at most 0\.0 GiB of memory for a thread, got about 0\.\d GiB for 2000 samples \(choose a smaller `batch`/,
      ),
    });
    expect(sessions()).toBe(0);
  });

  it('says how many images patterns need', async () => {
    const { scores } = await evaluatorOf({ proxies: ['swap', 'naswot'], batch: 8 }).evaluator.evaluate({ candidate: cell });
    expect(scores.swap).toEqual({ ok: false, reason: 'expected a batch of at least 16 images, got 8' });
    expect(scores.naswot.ok).toBe(true);
  });

  it('names the node that prevents a run at another size', async () => {
    const b = createArchBuilder();
    const x = b.input('image', [1, 3, 8, 8]);
    const flat = b.add(
      'reshape',
      [b.add('relu', [b.add('conv', [x], squareConv(4, 3), 'conv')], {})],
      { shape: [0, 256] },
      'flat',
    );
    const architecture = b.finish([b.add('linear', [flat], { outFeatures: 2, bias: true }, 'fc')]);
    const { evaluator } = evaluatorOf({ proxies: ['meco:pass=own', 'naswot'] });
    const { scores } = await evaluator.evaluate({ candidate: architecture });
    expect(scores['meco:pass=own']).toMatchObject({ ok: false, reason: expect.stringContaining('node "flat" (reshape)') });
  });
});

describe('a reading whose run fails', () => {
  it('takes no other reading of its pass with it', async () => {
    const b = createArchBuilder();
    const image = b.input('x', [1, 3, 8, 8]);
    const conv = squareConv(4, 3);
    const curved = b.add('hardSwish', [b.add('conv', [image], conv)], {});
    const pooled = b.add('flatten', [b.add('globalAvgPool', [curved], {})], { axis: 1 });
    const network = b.finish([b.add('linear', [pooled], { outFeatures: 3, bias: true })]);
    const together = evaluatorOf({ proxies: ['grad-norm', 'grasp', 'snip'] }, { fail: ['curvature'] });
    const { scores } = await together.evaluator.evaluate({ candidate: network });
    expect(scores).toMatchObject({
      grasp: { ok: false, reason: expect.stringContaining('out of luck') },
      snip: { ok: true },
      'grad-norm': { ok: true },
    });
    const alone = evaluatorOf({ proxies: ['snip'] });
    expect((await alone.evaluator.evaluate({ candidate: network })).scores.snip).toEqual(scores.snip);
  });
});
