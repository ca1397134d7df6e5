/**
 * Scores of the wiring (SED) are sums over the counted parts: one cell in a network whose cells are equal, every cell, or every block. A
 * ranking that mixed them would rank ways of counting: such a ranking leaves them out, with the reason.
 */
import { graphTopology, type TopologyScale } from '../../arch/graph-topology.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import type { ScoredRow } from './open-scoring.js';
import type { GoodItem } from './types.js';

/** Undefined for a string, which its space counts in one way, and if there is nothing to count. */
function scaleOf({ candidate }: GoodItem): TopologyScale | undefined {
  if (typeof candidate === 'string') return undefined;
  const found = graphTopology(candidate);
  return found.ok ? found.scale : undefined;
}

/** The rows; their scores of the wiring are undefined if these are on more than one scale. */
export function onOneScale(rows: readonly ScoredRow[], { proxies }: ResolvedPlan): readonly ScoredRow[] {
  const wiring = proxies.filter(({ level }) => level === 'topology').map(({ text }) => text);
  const models = rows.filter(({ item }) => typeof item.candidate !== 'string');
  if (wiring.length === 0 || models.length === 0) return rows;
  const scales = models.flatMap(({ item }) => scaleOf(item) ?? []);
  const kinds = [...new Set([...scales, ...(models.length < rows.length ? ['the cells of a space'] : [])])];
  if (kinds.length < 2) return rows;
  const reason = `the ranking would mix scales, which count ${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
  const undefinedScores = Object.fromEntries(wiring.map((text) => [text, { ok: false as const, reason }]));
  return rows.map((row) => ({
    ...row,
    evaluation: { ...row.evaluation, scores: { ...row.evaluation.scores, ...undefinedScores } },
  }));
}
