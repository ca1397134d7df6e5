/** `assay doctor`: is this machine ready, and does it compute the right numbers? */
import { must } from '../core/must.js';
import { availableParallelism, totalmem } from 'node:os';
import { Command } from 'commander';
import { dataError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { evaluateArchitectures } from '../engine/evaluate-architectures.js';
import type { Plan } from '../engine/types.js';
import { openPlan } from '../platform/node/open-plan.js';
import { openOrtEngine } from '../platform/node/ort-engine.js';
import { describeDevice } from '../platform/node/require-device.js';
import { undefinedScore, type Score } from '../proxies/types.js';
import { openSpace } from '../spaces/index.js';
import { PartialFailure, print, strong } from './output.js';
import { version } from './version.js';

interface Check {
  readonly name: string;
  /** What was found, in a few words. @throws when the check fails. */
  run(): Promise<string> | string;
}

async function scoresOf(plan: Plan, architectures: readonly string[], workers: number): Promise<Score[]> {
  const opened = await openPlan(plan, { workers });
  const scores: Score[] = [];
  try {
    for await (const { evaluation } of evaluateArchitectures(opened, architectures))
      scores.push(...plan.proxies.map((text) => must(evaluation.scores[text], text)));
  } finally {
    await opened.close();
  }
  return scores;
}

/** Published to nine digits by two independent programs: NAS-Bench-201 index 0, grey ramp, 256 images. */
const golden = {
  architecture: '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
  sed: -1.81093022,
  epsilon: 0.24143957,
};

async function selfCheck(): Promise<string> {
  const plan: Plan = {
    space: 'nas-bench-201',
    proxies: ['sed', 'epsilon:arithmetic=float32'],
    data: 'ramp',
    batch: 256,
    seed: 0,
  };
  const values: string[] = [];
  const scores = await scoresOf(plan, [golden.architecture], 0);
  for (const [i, [name, expected]] of [['sed', golden.sed] as const, ['epsilon', golden.epsilon] as const].entries()) {
    const score = must(scores[i], 'its score');
    if (!score.ok || Math.abs(score.value / expected - 1) > 1e-4)
      throw dataError(name, { expected: `${expected}`, got: score.ok ? String(score.value) : score.reason });
    values.push(`${name} ${score.value.toFixed(6)}`);
  }
  return `${values.join(' and ')} as published`;
}

async function workersCheck(): Promise<string> {
  const space = 'nas-bench-201:C=2:N=1:size=8';
  const opened = openSpace(space);
  const rng = createRng(0, 'doctor');
  const architectures = Array.from({ length: 64 }, () => opened.encode(opened.sample(rng)));
  const plan: Plan = { space, proxies: ['epsilon'], data: 'ramp', batch: 4, seed: 0 };
  const workers = availableParallelism();
  const [here, there] = [await scoresOf(plan, architectures, 0), await scoresOf(plan, architectures, workers)];
  if (JSON.stringify(here) !== JSON.stringify(there))
    throw dataError('workers', { expected: 'the same scores as in one thread', got: 'others' });
  return `${workers} worker threads give the scores of one`;
}

/** Checks that ONNX Runtime runs a network with random weights, and says which ONNX Runtime it is. */
async function engineCheck(): Promise<string> {
  const { title } = await openOrtEngine();
  const space = 'nas-bench-201:C=4:N=1';
  const [score = undefinedScore('no score')] = await scoresOf(
    { space, proxies: ['naswot'], data: 'ramp', batch: 4, seed: 0, init: 'reference' },
    [golden.architecture],
    0,
  );
  if (!score.ok) throw dataError(title, { expected: 'a score', got: score.reason });
  return `${title}${title.startsWith('onnxruntime-web') ? ', several times slower than the native one (to install that: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0)' : ''}`;
}

async function optional(name: string, use: string): Promise<string> {
  try {
    await import(name);
    return `${name} is installed: ${use}`;
  } catch {
    return `${name} is not installed (optional): without it no ${use}`;
  }
}

const checks: readonly Check[] = [
  { name: 'assay', run: () => version() },
  {
    name: 'node',
    run() {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      if (major < 20 || (major === 20 && minor < 19))
        throw dataError('Node', { expected: '20.19 or newer', got: process.versions.node, code: 'unsupported' });
      return `${process.versions.node} on ${process.platform} ${process.arch}`;
    },
  },
  { name: 'machine', run: () => `${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory` },
  { name: 'numbers', run: selfCheck },
  { name: 'workers', run: workersCheck },
  { name: 'engine', run: engineCheck },
  { name: 'webgpu', run: () => describeDevice('webgpu') },
  { name: 'cuda', run: () => describeDevice('cuda') },
  { name: 'pictures', run: () => optional('sharp', 'pictures from --data folder:DIR') },
];

/** `assay doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Checks this machine: Node, cores, workers, and whether it computes known scores correctly')
    .option('--json', 'print one JSON object for each check')
    .addHelpText('after', '\nExample:\n  assay doctor')
    .action(async ({ json }: { json?: boolean }) => {
      let failures = 0;
      for (const { name, run } of checks) {
        let found: string;
        let ok = true;
        try {
          found = await run();
        } catch (error) {
          found = error instanceof Error ? error.message : String(error);
          ok = false;
          failures++;
        }
        if (json === true) print(JSON.stringify({ check: name, ok, found }));
        else print(`${ok ? '✓' : '✗'} ${strong(name.padEnd(9))} ${found}`);
      }
      if (failures > 0) throw new PartialFailure();
    });
}
