/** How far a run is, as its settings let one expect. */
import { registry } from '../../engine/built-in.js';
import { AssayError } from '../../core/errors.js';
import { resolvePlan, type ResolvedPlan } from '../../engine/plan.js';
import { parseSpec } from '../../core/options.js';
import type { RunSettings } from '../journal/types.js';
import { stagesOf } from '../stages.js';

/**
 * The most evaluations that a run will have: one of each architecture at each level of evidence; fewer where architectures compute the same
 * function. Undefined under a time limit, and for what is not built in, unless its plan is given.
 */
export function expectedEvaluations({ plan, budget, seconds, searcher }: RunSettings, known?: ResolvedPlan): number | undefined {
  if (seconds !== undefined) return undefined;
  try {
    const resolved = known ?? resolvePlan(plan, registry);
    const isComplete = parseSpec(searcher, 'searcher').id === 'exhaustive';
    const size = resolved.space?.size ?? Infinity;
    const architectures = budget === undefined ? (isComplete ? size : Infinity) : Math.min(budget, isComplete ? size : Infinity);
    return architectures === Infinity ? undefined : architectures * stagesOf(resolved).length;
  } catch (error) {
    if (error instanceof AssayError) return undefined;
    throw error;
  }
}
