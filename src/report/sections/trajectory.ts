/** How a search that learns went: the best so far over the evaluations, and what was proposed around each moment. */
import { drawLineChart } from '../../drawing/line-chart.js';
import { fullCount } from '../../drawing/quantity.js';
import { html, markup, type Markup } from '../html.js';
import { alikeText } from '../score-text.js';
import type { ReportData } from '../types.js';

export function trajectorySection({ trajectory, points }: ReportData): Markup | undefined {
  if (trajectory === undefined || trajectory.best.length === 0) return undefined;
  const { best, around } = trajectory;
  const last = best[best.length - 1];
  const evaluations = points.archs.length;
  const chart = drawLineChart({
    title: 'Combined score over the evaluations',
    x: 'evaluations',
    y: 'combined score',
    series: [
      {
        name: 'best so far',
        isStep: true,
        points: [...best.map((point) => ({ x: point.evaluations, y: point.combined })), { x: evaluations, y: last.combined }],
      },
      {
        name: 'proposals: middle and quartiles',
        points: around.map(({ evaluations: x, median: y, low, high }) => ({ x, y, low, high })),
      },
    ],
    theme: 'inherit',
  });
  return html`<section id="trajectory">
<h2>How the search went</h2>
<p class="hint">The best was found at evaluation ${fullCount(last.evaluations)} of ${fullCount(evaluations)}: combined score ${alikeText([last.combined])(last.combined)}. All scores are on the scale of the complete run.</p>
<figure class="chart">${markup(chart)}</figure>
</section>`;
}
