import { describe, expect, it } from 'vitest';
import { evaluateArchitectures } from '../../../engine/evaluate-architectures.js';
import { openPlan, type NodePlanRequest } from './open-plan.js';

const cell = '|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|avg_pool_3x3~1|nor_conv_3x3~2|';
const space = 'nas-bench-201:C=4:N=1';

async function scoresOf(request: Partial<NodePlanRequest>, workers = 0) {
  const plan = await openPlan({ space, proxies: ['epads', 'sed'], batch: 8, imageSize: 16, ...request }, { workers });
  try {
    // As many as make the workers start.
    for await (const { evaluation } of evaluateArchitectures(plan, [cell], { total: 1_000 })) return evaluation.scores;
    throw new Error('nothing was scored');
  } finally {
    await plan.close();
  }
}

describe('narrow products of a plan', () => {
  it.each(['bfloat16', 'int8'] as const)('change what passes give, and nothing else: %s', async (products) => {
    const [wide, narrow] = [await scoresOf({ products: 'float32' }), await scoresOf({ products })];
    expect(wide).toEqual(await scoresOf({}));
    expect(narrow.sed).toEqual(wide.sed);
    expect(narrow.epads).not.toEqual(wide.epads);
    expect(narrow.epads).toMatchObject({ ok: true });
    if (narrow.epads?.ok && wide.epads?.ok) expect(Math.abs(narrow.epads.value - wide.epads.value)).toBeLessThan(0.05);
  });

  it('are the same in workers', async () => {
    expect(await scoresOf({ products: 'int8' }, 1)).toEqual(await scoresOf({ products: 'int8' }));
  });

  it('are refused where a score is made of derivatives, and on a card', async () => {
    for (const proxy of ['zico', 'ntk'])
      await expect(openPlan({ space, proxies: [proxy], products: 'int8' })).rejects.toThrow(
        `products: expected float32 for "${proxy}", whose score is made of derivatives, got int8`,
      );
    await expect(openPlan({ space, proxies: ['epads'], products: 'int8', device: 'webgpu' })).rejects.toThrow(
      'products: expected float32 on webgpu, got int8',
    );
    await expect(openPlan({ space, proxies: ['epads'], products: 'int4' as never })).rejects.toThrow('products: expected');
  });
});
