/** Trained networks: the accuracy each reached, and the course of loss and accuracy over the epochs. */
import { percentile } from '../../core/statistics/percentile.js';
import { drawLineChart, type ChartSeries } from '../../drawing/line-chart.js';
import { breakableText } from '../breakable.js';
import { html, markup, type Markup } from '../html.js';
import type { ReportEpoch, ReportTrained, ReportTraining } from '../types.js';

export function trainingSection(training: ReportTraining | undefined): Markup | undefined {
  if (training === undefined) return undefined;
  const { title, networks } = training;
  return html`<section id="training">
<h2>Trained</h2>
<p class="hint">${title}.</p>
<div class="table-scroll" tabindex="0" role="region" aria-label="Trained networks"><table>
<thead><tr>${isRanked(networks) ? html`<th scope="col" class="place">Rank</th>` : undefined}<th scope="col">Network</th><th scope="col" class="number">Accuracy (%)</th></tr></thead>
<tbody>${networks.map(
    ({ name, rank, accuracy, reason }) =>
      html`<tr>${isRanked(networks) ? html`<td class="place">${rank}</td>` : undefined}<td><code>${markup(breakableText(name))}</code>${reason === undefined ? undefined : html`<p class="remark">${reason}</p>`}</td><td class="number">${accuracy === null ? '–' : accuracy.toFixed(2)}</td></tr>`,
  )}</tbody></table></div>
${curves(networks)}
</section>`;
}

function isRanked(networks: readonly ReportTrained[]): boolean {
  return networks.some(({ rank }) => rank !== undefined);
}

/** For one network: training and validation; for several: validation only, one line for each network. One epoch gives no curve. */
function curves(networks: readonly ReportTrained[]): Markup | undefined {
  const known = networks.filter(({ epochs }) => epochs !== undefined && epochs.length > 1);
  const [first] = known;
  if (first === undefined) return undefined;
  const series = (network: ReportTrained, name: string, value: (epoch: ReportEpoch) => number): ChartSeries => ({
    name,
    points: (network.epochs ?? []).flatMap((epoch) =>
      Number.isFinite(value(epoch)) ? [{ x: epoch.epoch, y: value(epoch) }] : [],
    ),
  });
  const chart = (y: string, train: (epoch: ReportEpoch) => number, validation: (epoch: ReportEpoch) => number): Markup => {
    const lines =
      known.length === 1
        ? [series(first, 'training', train), series(first, 'validation', validation)]
        : known.map((network, i) => series(network, `rank ${network.rank ?? i + 1}`, validation));
    const title = known.length === 1 ? y : `validation ${y}`;
    const high = withoutOutliers(lines.flatMap(({ points }) => points.map((point) => point.y)));
    const label = high === undefined ? title : `${title}, cut off above ${high.toPrecision(3)}`;
    return html`<figure class="chart">${markup(drawLineChart({ title, x: 'epoch', y: label, series: lines, theme: 'inherit', ...(high === undefined ? {} : { yHigh: high }) }))}</figure>`;
  };
  return html`${chart(
    'accuracy (%)',
    ({ trainAccuracy }) => trainAccuracy,
    ({ validationAccuracy }) => validationAccuracy,
  )}
${chart(
  'loss',
  ({ trainLoss }) => trainLoss,
  ({ validationLoss }) => validationLoss,
)}`;
}

/** Beyond this many times the median, a value would flatten the rest of its chart. */
const farOut = 10;

/** The largest value that flattens nothing, where others do, as the loss of a training that diverged. */
function withoutOutliers(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const bound = farOut * percentile(values, 50);
  const kept = values.filter((value) => value <= bound);
  return kept.length === 0 || kept.length === values.length ? undefined : Math.max(...kept);
}
