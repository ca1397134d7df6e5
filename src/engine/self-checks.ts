/** Whether a machine computes known scores: each check says what it found in a few words, or throws a data error. */
import { dataError } from '../core/errors.js';
import { must } from '../core/must.js';
import { createRng } from '../core/rng.js';
import { undefinedScore, type Score } from '../proxies/types.js';
import { openSpace } from '../spaces/index.js';
import { evaluateArchitectures } from './evaluate-architectures.js';
import type { Host } from './host.js';
import type { Plan } from './types.js';

async function scoresOf(host: Host, plan: Plan, architectures: readonly string[]): Promise<Score[]> {
  const opened = await host.openPlan(plan);
  const scores: Score[] = [];
  try {
    for await (const { evaluation } of evaluateArchitectures(opened, architectures))
      scores.push(...plan.proxies.map((text) => must(evaluation.scores[text], text)));
  } finally {
    await opened.close();
  }
  return scores;
}

/** NAS-Bench-201 index 0, grey ramp, 256 images: each score, and whose number it is compared with. */
const golden = {
  architecture: '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
  scores: [
    ['epsilon', 0.24143957, 'as published'],
    ['sed:preset=nas-bench-201', -1.81093022, 'as specified for our reconstruction'],
  ],
} as const;

/** Whether known scores of one architecture are computed here. */
export async function checkNumbers(host: Host): Promise<string> {
  const plan: Plan = {
    space: 'nas-bench-201',
    proxies: ['epsilon:arithmetic=float32', 'sed:preset=nas-bench-201'],
    data: 'ramp',
    batch: 256,
    seed: 0,
  };
  const scores = await scoresOf(host, plan, [golden.architecture]);
  const values = golden.scores.map(([name, expected, whose], i) => {
    const score = must(scores[i], 'its score');
    if (!score.ok || Math.abs(score.value / expected - 1) > 1e-4)
      throw dataError(name, { expected: `${expected}`, got: score.ok ? String(score.value) : score.reason });
    return `${name} ${score.value.toFixed(6)} ${whose}`;
  });
  return values.join(', and ');
}

/** Whether two hosts give random architectures the same scores, to the last bit. */
export async function checkSameScores(one: Host, other: Host): Promise<boolean> {
  const space = 'nas-bench-201:C=2:N=1:size=8';
  const opened = openSpace(space);
  const rng = createRng(0, 'doctor');
  const architectures = Array.from({ length: 64 }, () => opened.encode(opened.sample(rng)));
  const plan: Plan = { space, proxies: ['epsilon'], data: 'ramp', batch: 4, seed: 0 };
  const scores = [await scoresOf(one, plan, architectures), await scoresOf(other, plan, architectures)];
  return JSON.stringify(scores[0]) === JSON.stringify(scores[1]);
}

/** Whether the host's engine runs a network with random weights. @returns the engine's name and version. */
export async function checkEngine(host: Host): Promise<string> {
  const title = await host.engineTitle();
  const [score = undefinedScore('no score')] = await scoresOf(
    host,
    { space: 'nas-bench-201:C=4:N=1', proxies: ['naswot'], data: 'ramp', batch: 4, seed: 0, init: 'reference' },
    [golden.architecture],
  );
  if (!score.ok) throw dataError(title, { expected: 'a score', got: score.reason });
  return title;
}
