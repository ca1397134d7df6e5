import { clock } from '../clock.js';
import { totalmem } from 'node:os';
import type { Architecture } from '../../../arch/types.js';
import { createDataSource, type SharedData } from '../../../engine/data/source.js';
import { createEvaluator, type Evaluator } from '../../../engine/evaluate.js';
import { resolvePlan } from '../../../engine/plan.js';
import { createProviders } from '../../../engine/evidence/index.js';
import type { Plan, Registry } from '../../../engine/types.js';
import type { OrtEngine } from '../../../runtime/ort/types.js';
import { openLatencyMeter } from '../devices/latency-meter.js';
import { storedWeights } from '../../../runtime/weights/stored.js';
import type { Initializer } from '../../../runtime/weights/types.js';
import { openDeviceEngine } from '../devices/device-engine.js';
import { keepMemory } from './keep-memory.js';

interface NodeEvaluatorOptions {
  readonly plan: Plan;
  readonly data: SharedData;
  readonly registry: Registry;
  /** Threads that evaluate at once: each may take its share of memory. */
  readonly threads: number;
}

/** The evaluator of one thread. @throws a usage error when the plan has names that the registry does not hold. */
export function createNodeEvaluator({ plan, data, registry, threads }: NodeEvaluatorOptions): Evaluator {
  let engine: Promise<OrtEngine> | undefined;
  const providers = createProviders({
    source: createDataSource(data),
    seed: plan.seed,
    openOrtEngine() {
      if (engine === undefined) keepMemory();
      return (engine ??= openDeviceEngine(plan.device));
    },
    openLatencyMeter: () => openLatencyMeter(plan.device),
    memoryLimit: (0.8 * memoryBytes()) / threads,
  });
  return createEvaluator(resolvePlan(plan, registry), { providers, now: clock, openWeights });
}

/** All weights of a model file. */
async function openWeights(path: string, { inputs }: Architecture): Promise<Initializer> {
  // Lengths that the file leaves open, and skipped operators, are the same as when the architecture was read.
  const { readOnnxFile } = await import('../files/onnx-file.js');
  const model = await readOnnxFile(path, {
    partial: true,
    shapes: Object.fromEntries(inputs.map(({ id, shape }) => [id, shape])),
  });
  try {
    return await storedWeights(model.weights);
  } finally {
    model.close();
  }
}

/** The memory of this machine, or the part that its container may use. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
