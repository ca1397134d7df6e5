/** The network as it is: how it is scored beside its smaller versions, and what a report says about it. */
import type { Cost } from '../../arch/cost.js';
import { formatSize } from '../../core/format-number.js';
import type { Plan } from '../../engine/types.js';
import type { ShrunkSpace } from '../../spaces/shrunk/shrunk-space.js';
import type { RankedArchitecture, ReportOptions } from '../result/result.js';
import type { ScoredRow, ScoringRequest } from '../scoring/open-scoring.js';

/** Scores the network as it is by the proxies of a search. @param spec of the space. */
export function originalRequest(
  spec: string,
  space: ShrunkSpace,
  { proxies, data, batch, imageSize, seed, init }: Plan,
): ScoringRequest & { readonly space: string } {
  return {
    architectures: [space.encode(space.original)],
    space: spec,
    proxies,
    data,
    batch,
    ...(imageSize === undefined ? {} : { imageSize }),
    seed,
    ...(init === undefined ? {} : { init }),
  };
}

/** `12.3 %` */
export function percentText(part: number, total: number): string {
  return Number.isNaN(part / total) ? '–' : `${((100 * part) / total).toFixed(1)} %`;
}

/** `11.7 M params (100.0 %), 1.81 G MACs (100.0 %)` */
function shareText({ params, macs }: Cost, original: Cost): string {
  return `${formatSize(params)} params (${percentText(params, original.params)}), ${formatSize(macs)} MACs (${percentText(macs, original.macs)})`;
}

/** `field 11.496, sed 3.1000` */
function scoresText(scores: RankedArchitecture['scores']): string {
  return Object.entries(scores)
    .map(([key, score]) => `${key} ${score.ok ? score.value.toPrecision(5) : '–'}`)
    .join(', ');
}

/** What a report shows of the network as it is. @param best the best of the smaller versions. */
export function originalInReport(
  { evaluation, cost, item }: ScoredRow,
  best: RankedArchitecture | undefined,
): Pick<ReportOptions, 'reference' | 'notes'> {
  return {
    reference: { name: 'the network as it is', architecture: item.name, scores: evaluation.scores, ...cost },
    notes: [
      `the network as it is: ${scoresText(evaluation.scores)}, ${shareText(cost, cost)}`,
      ...(best === undefined ? [] : [`the best: ${scoresText(best.scores)}, ${shareText(best, cost)}`]),
    ],
  };
}
