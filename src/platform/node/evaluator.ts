import { createDataSource, type SharedData } from '../../engine/data/source.js';
import { createEvaluator, type Evaluator } from '../../engine/evaluate.js';
import { resolvePlan } from '../../engine/plan.js';
import { createProviders } from '../../engine/providers/index.js';
import type { Plan, Registry } from '../../engine/types.js';
import type { OrtEngine } from '../../runtime/ort/types.js';
import { openOrtEngine } from './ort-engine.js';

/** The evaluator of one thread. @throws a usage error when the plan names what the registry does not hold. */
export function createNodeEvaluator(plan: Plan, data: SharedData, registry: Registry): Evaluator {
  let engine: Promise<OrtEngine> | undefined;
  return createEvaluator(resolvePlan(plan, registry), {
    providers: createProviders({ source: createDataSource(data), seed: plan.seed, openOrtEngine: () => (engine ??= openOrtEngine()) }),
    now: () => performance.now(),
  });
}
