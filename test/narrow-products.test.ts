/** Narrow products: a setting of studies, which a scorer has and no run. */
import { describe, expect, it } from 'vitest';
import { createScorer, type Evaluation, type OrtEngine, type ScorerOptions } from '../src/index.js';
import { openOrtEngine } from '../src/platform/node/index.js';

const cell = '|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|avg_pool_3x3~1|nor_conv_3x3~2|';
const plan = { space: 'nas-bench-201:C=4:N=1', batch: 8, imageSize: 16 };

async function scoresOf(products: ScorerOptions['products']): Promise<Evaluation['scores']> {
  const options = { engine: await openOrtEngine(), ...(products === undefined ? {} : { products }) };
  const { scores } = await createScorer({ ...plan, proxies: ['epads', 'sed'] }, options).score(cell);
  return scores;
}

describe('narrow products of a scorer', () => {
  it.each(['bfloat16', 'int8'] as const)('change what passes give, and nothing else: %s', async (products) => {
    const [wide, narrow] = [await scoresOf('float32'), await scoresOf(products)];
    expect(wide).toEqual(await scoresOf(undefined));
    expect(narrow.sed).toEqual(wide.sed);
    expect(narrow.epads).not.toEqual(wide.epads);
    expect(narrow.epads).toMatchObject({ ok: true });
    if (narrow.epads?.ok && wide.epads?.ok) expect(Math.abs(narrow.epads.value - wide.epads.value)).toBeLessThan(0.05);
  });

  it('are refused where a score is made of derivatives, and on a card', async () => {
    const engine = await openOrtEngine();
    const card: OrtEngine = { ...engine, dialect: 'card' };
    for (const proxy of ['zico', 'ntk'])
      expect(() => createScorer({ ...plan, proxies: [proxy] }, { engine, products: 'int8' })).toThrow(
        `products: expected float32 for "${proxy}", whose score is made of derivatives, got int8`,
      );
    expect(() => createScorer({ ...plan, proxies: ['epads'] }, { engine: card, products: 'int8' })).toThrow(
      'products: expected float32 on a card, got int8',
    );
    expect(() => createScorer({ ...plan, proxies: ['epads'] }, { engine, products: 'int4' as never })).toThrow(
      'products: expected',
    );
  });

  it('are no setting of a run', () => {
    expect(() => createScorer({ ...plan, proxies: ['epads'], products: 'int8' } as never)).toThrow('products');
  });
});
