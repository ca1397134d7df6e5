import { must } from '../core/must.js';
import { columnOf, valueAt } from './column-of.js';
import type { Limits } from '../engine/limits/limits.js';
import type { ResolvedPlan } from '../engine/plan.js';
import type { Candidates } from './candidates.js';

interface JudgeOptions {
  readonly limits: Limits;
  readonly candidates: Candidates;
  readonly resolved: ResolvedPlan;
  /** Proxies whose scores are known, by text. */
  readonly known: readonly string[];
}

/** Marks candidates whose scores break the limits, when all the scores that the limits name are known. */
export function judgeScores(indices: readonly number[], { limits, candidates, resolved, known }: JudgeOptions): void {
  const texts = new Map(
    limits.later.map((name) => [
      name,
      resolved.proxies.find(({ text, proxy }) => proxy.id === name && known.includes(text))?.text,
    ]),
  );
  if ([...texts.values()].includes(undefined)) return;
  for (const index of indices) {
    const keeps = limits.keeps(valueAt(candidates.known, index).genotype, (name) => {
      const score = valueAt(columnOf(candidates.columns, must(texts.get(name), 'a proxy of each limit')), index);
      return score.ok ? score.value : NaN;
    });
    if (!keeps && candidates.outside.at(index) !== true) limits.add({ admitted: -1, rejected: 1 }, []);
    candidates.setOutside(index, !keeps);
  }
}
