/** What every proxy must keep, whoever adds it. */
import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../src/core/options.js';
import { evaluateStream } from '../src/engine/stream.js';
import { isMeasured } from '../src/evidence/levels.js';
import type { Plan } from '../src/engine/types.js';
import { openPlan } from '../src/platform/node/requests/open-plan.js';
import { proxies } from '../src/proxies/index.js';
import type { Proxy, Score } from '../src/proxies/types.js';
import { openSpace } from '../src/spaces/index.js';

const spaceText = 'nas-bench-201:C=2:N=1:size=8';
const space = openSpace(spaceText);
const dead = '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|';
const cells = [
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|',
  '|nor_conv_1x1~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|',
  dead,
];

const textSpace = 'flexibert:tokens=4:vocabulary=20';
const texts = openSpace(textSpace);
/** Architectures that a proxy is defined on. */
const architecturesOf = ({ definedOn }: Proxy): readonly string[] =>
  definedOn === 'transformers' ? [7, 1300, 2500].map((i) => texts.encode(texts.numbered?.at(i))) : cells;

async function score(proxy: string, architectures: readonly string[], more: Partial<Plan> = {}): Promise<Score[]> {
  const own = architectures.some((text) => text.startsWith('{')) ? textSpace : spaceText;
  const plan = await openPlan({ space: own, proxies: [proxy], data: 'ramp', batch: 16, seed: 1, ...more }, { workers: 0 });
  try {
    const scores: Score[] = [];
    const runner = plan.runners.choose([proxy], architectures.length);
    for await (const chunk of evaluateStream(architectures, { resolved: plan.resolved, runner, now: plan.now }))
      for (const { evaluation } of chunk) scores.push(evaluation.scores[proxy]);
    return scores;
  } finally {
    await plan.close();
  }
}

const isTimed = (proxy: Proxy): boolean => proxy.requests(resolveOptions(proxy.id, proxy.options, {}), {}).some(isMeasured);

describe('the list of proxies', () => {
  it('has a bound for every whole number, and none for a batch that the command would refuse', () => {
    const bounds = proxies.flatMap(({ id, options }) =>
      Object.entries(options).flatMap(([name, option]) =>
        option.kind === 'integer' ? [{ option: `${id}:${name}`, min: option.min ?? NaN, max: option.max ?? NaN }] : [],
      ),
    );
    expect(bounds.length).toBeGreaterThan(5);
    expect(bounds.filter(({ option, min, max }) => !(min >= 0 && max <= (option.endsWith(':batch') ? 65_536 : 100_000)))).toEqual(
      [],
    );
  });

  it('has one id each, in lower case with hyphens; what is measured is named like the quantities of limits', () => {
    const ids = proxies.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const proxy of proxies)
      expect(proxy.id).toMatch(isTimed(proxy) ? /^[a-z][A-Za-z0-9]*$/ : /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });
});

describe.each(proxies.map((proxy) => [proxy.id, proxy] as const))('proxy %s', (id, proxy) => {
  const options = resolveOptions(id, proxy.options, {});
  const own = architecturesOf(proxy);
  /** A clock never says the same twice: then only what is defined is compared. */
  const comparable = (scores: readonly Score[]): unknown[] => (isTimed(proxy) ? scores.map(({ ok }) => ok) : [...scores]);

  it('names its paper, a direction and help for every option', () => {
    expect(proxy.title.length).toBeGreaterThan(5);
    expect(proxy.paper.length).toBeGreaterThan(5);
    for (const option of Object.values(proxy.options)) expect(option.help.length).toBeGreaterThan(3);
  });

  it('asks for evidence', () => {
    expect(proxy.requests(options, { space: space.properties }).length).toBeGreaterThan(0);
  });

  it('gives a finite number or a reason, the same each time and after any other scores', async () => {
    const all = await score(id, own);
    for (const one of all) {
      if (one.ok) expect(Number.isFinite(one.value)).toBe(true);
      else expect(one.reason.length).toBeGreaterThan(3);
    }
    expect(all.slice(0, 2).some(({ ok }) => ok)).toBe(true);
    expect(comparable(await score(id, own.toReversed()))).toEqual(comparable(all).toReversed());
    expect(comparable(await score(id, [own[1]]))).toEqual(comparable([all[1]]));
  });

  it('depends on the seed exactly when it says so', async () => {
    if (proxy.seeded) return;
    expect(comparable(await score(id, own, { seed: 2 }))).toEqual(comparable(await score(id, own, { seed: 1 })));
  });

  it.runIf(proxy.sharedByCanonical)('gives cells of one canonical form one score', async () => {
    const twins = [
      '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|',
      '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|nor_conv_1x1~1|none~2|',
      '|none~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|',
    ];
    const forms = new Map(twins.map((text) => [space.canonical(space.decode(text)), text]));
    for (const group of [...forms.keys()].map((form) => twins.filter((text) => space.canonical(space.decode(text)) === form))) {
      const scores = await Promise.all(group.map(async (text) => (await score(id, [text]))[0]));
      for (const one of scores) expect(one).toEqual(scores[0]);
    }
  });
});
