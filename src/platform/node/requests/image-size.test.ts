import { describe, expect, it } from 'vitest';
import { evaluateArchitectures } from '../../../engine/evaluate-architectures.js';
import { openPlan, type NodePlanRequest } from './open-plan.js';

const cell = '|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|avg_pool_3x3~1|nor_conv_3x3~2|';
const small = 'nas-bench-201:C=4:N=1';
const [run, still] = [
  ['epads', 'zico', 'synflow', 'epsilon'],
  ['field', 'sed', 'params', 'macs', 'l2-norm'],
];

async function scoresOf(request: Omit<NodePlanRequest, 'proxies'>) {
  const plan = await openPlan({ proxies: [...run, ...still], batch: 4, ...request }, { workers: 0 });
  try {
    for await (const { evaluation } of evaluateArchitectures(plan, [cell])) return evaluation.scores;
    throw new Error('nothing was scored');
  } finally {
    await plan.close();
  }
}
const pick = (scores: Awaited<ReturnType<typeof scoresOf>>, ids: readonly string[]) => ids.map((id) => scores[id]);

describe('an image size', () => {
  it('is that of what runs the network, and of nothing else', async () => {
    const own = await scoresOf({ space: small });
    const sized = await scoresOf({ space: small, imageSize: 16 });
    const built = await scoresOf({ space: `${small}:size=16` });
    expect(pick(sized, run)).toEqual(pick(built, run));
    expect(pick(sized, still)).toEqual(pick(own, still));
    expect(pick(own, run)).not.toEqual(pick(built, run));
    expect(own.macs).not.toEqual(built.macs);
  });

  it('is refused in one line where the space has networks of one size, or it is out of range', async () => {
    await expect(openPlan({ space: 'flexibert', proxies: ['field'], imageSize: 16 })).rejects.toThrow(
      'imageSize: expected a size that networks of flexibert take, got 16 (images of 16x16: expected a network of square images, got tokens (1, 128))',
    );
    await expect(openPlan({ space: small, proxies: ['epads'], imageSize: 0 })).rejects.toThrow('imageSize: expected');
  });
});
