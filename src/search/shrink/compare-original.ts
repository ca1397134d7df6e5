/** The network as it is: how it is scored beside its smaller versions, and what a report says about it. */
import type { Cost } from '../../arch/cost.js';
import { formatSize } from '../../core/format-number.js';
import type { Plan } from '../../engine/types.js';
import type { ShrunkSpace } from '../../spaces/shrunk/shrunk-space.js';
import type { ReportOptions } from '../result/result.js';
import type { ScoredRow, ScoringRequest } from '../scoring/open-scoring.js';

/** Scores the network as it is by the proxies of a search. @param spec of the space. */
export function originalRequest(
  spec: string,
  space: ShrunkSpace,
  { proxies, data, batch, seed, init }: Plan,
): ScoringRequest & { readonly space: string } {
  return {
    architectures: [space.encode(space.original)],
    space: spec,
    proxies,
    data,
    batch,
    seed,
    ...(init === undefined ? {} : { init }),
  };
}

/** `12.3 %` */
export function percentText(part: number, total: number): string {
  return `${((100 * part) / total).toFixed(1)} %`;
}

/** `11.7 M params (100.0 %), 1.81 G MACs (100.0 %)` */
function shareText({ params, macs }: Cost, original: Cost): string {
  return `${formatSize(params)} params (${percentText(params, original.params)}), ${formatSize(macs)} MACs (${percentText(macs, original.macs)})`;
}

/** What a report shows of the network as it is. @param best the best of the smaller versions. */
export function originalInReport(
  { evaluation, cost, item }: ScoredRow,
  best: Cost | undefined,
): Pick<ReportOptions, 'reference' | 'notes'> {
  const scores = Object.entries(evaluation.scores).map(([key, score]) => `${key} ${score.ok ? score.value.toPrecision(5) : '–'}`);
  return {
    reference: { name: 'the network as it is', architecture: item.name, scores: evaluation.scores, ...cost },
    notes: [
      `the network as it is: ${scores.join(', ')}, ${shareText(cost, cost)}`,
      ...(best === undefined ? [] : [`the best: ${shareText(best, cost)}`]),
    ],
  };
}
