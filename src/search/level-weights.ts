import { weighProxies } from '../proxies/combine/index.js';
import { scoreColumns } from '../engine/combination.js';
import type { ResolvedPlan } from '../engine/plan.js';

/** The proxies that make the score at one level, and their weights. */
interface LevelWeights {
  readonly texts: readonly string[];
  readonly weights: readonly number[];
}

/**
 * The proxies known at a level that the combination names; a guide outside the combination is used alone.
 * @throws a usage error when the combination does not suit the plan's proxies.
 */
export function levelWeights({ proxies }: ResolvedPlan, combination: string, known: readonly string[]): LevelWeights {
  const { weights } = weighProxies(combination, scoreColumns(proxies));
  const texts = known.filter((text) => weights.has(text));
  if (texts.length === 0) return { texts: known, weights: known.map(() => 1) };
  return { texts, weights: texts.map((text) => weights.get(text) as number) };
}
