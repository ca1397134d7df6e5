/** How a search that learns went: the best so far over the evaluations, and what was proposed around each moment. */
import { countUpTo } from '../../core/statistics/count-below.js';
import { drawLineChart } from '../../drawing/line-chart.js';
import { fullCount } from '../../drawing/quantity.js';
import { html, markup, type Markup } from '../html.js';
import type { ReportData } from '../types.js';

export function trajectorySection({ trajectory, points }: ReportData): Markup | undefined {
  const last = trajectory?.best.at(-1);
  if (trajectory === undefined || last === undefined) return undefined;
  const { best, around } = trajectory;
  const evaluations = points.archs.length;
  const sorted = Float64Array.from(points.combined).filter(Number.isFinite).sort();
  const share = (combined: number): number => (100 * countUpTo(sorted, combined)) / Math.max(1, sorted.length);
  const chart = drawLineChart({
    title: 'Combined rank over the evaluations',
    x: 'evaluations',
    y: '% of all that are no better',
    series: [
      {
        name: 'best so far',
        isStep: true,
        points: [
          ...best.map((point) => ({ x: point.evaluations, y: share(point.combined) })),
          { x: evaluations, y: share(last.combined) },
        ],
      },
      {
        name: 'proposals: middle and quartiles',
        points: around.map(({ evaluations: x, median: y, low, high }) => ({
          x,
          y: share(y),
          low: share(low),
          high: share(high),
        })),
      },
    ],
    theme: 'inherit',
  });
  return html`<section id="trajectory">
<h2>How the search went</h2>
<p class="hint">The best was found at evaluation ${fullCount(last.evaluations)} of ${fullCount(evaluations)}. 100 % is the best of the complete run.</p>
<figure class="chart">${markup(chart)}</figure>
</section>`;
}
