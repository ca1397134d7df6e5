/** A few architectures side by side, with a bar for each cost: a plot of three points would be empty. */
import type { Column } from '../../core/column.js';
import { must } from '../../core/must.js';
import { compactCount } from '../../core/format-number.js';
import { fullCount } from '../../drawing/quantity.js';
import { breakableText } from '../breakable.js';
import { combinedRank } from '../combined-rank.js';
import { html, markup, type Markup } from '../html.js';
import { scoreText } from '../score-text.js';
import type { ReportBroken, ReportData, ReportLimit } from '../types.js';
import { markSup } from './header.js';

/** Up to so many architectures are compared in a table. */
const few = 8;

/** Whether a table says more than plots. */
export function isFew({ points, broken = [] }: ReportData): boolean {
  return points.archs.length + broken.length <= few;
}

/** One cost of all rows. */
interface CostColumn {
  readonly name: string;
  readonly limits: readonly ReportLimit[];
  readonly values: readonly number[];
  readonly brokenValues: readonly number[];
}

function costColumns({ points, broken = [], limits = [] }: ReportData): CostColumn[] {
  const column = (
    name: string,
    kind: 'params' | 'macs' | 'quantity',
    values: Column<number>,
    ofBroken: (one: ReportBroken) => number,
  ): CostColumn => ({
    name,
    limits: limits.filter(({ column: own }) => (own.kind === 'quantity' ? own.id === name : own.kind === kind)),
    values: [...values],
    brokenValues: broken.map(ofBroken),
  });
  return [
    column('Params', 'params', points.params, ({ params }) => params),
    column('MACs', 'macs', points.macs, ({ macs }) => macs),
    ...Object.entries(points.quantities ?? {}).map(([id, values]) =>
      column(id, 'quantity', values, ({ quantities }) => quantities[id] ?? NaN),
    ),
  ];
}

/** A bar from 0, with a mark at each limit. */
function bar({ values, brokenValues, limits }: CostColumn, value: number): Markup | undefined {
  const finite = [...values, ...brokenValues].filter(Number.isFinite);
  const full = Math.max(...finite, ...limits.map((limit) => 1.1 * limit.value), 0);
  if (!Number.isFinite(value) || full <= 0 || value < 0) return undefined;
  const place = (one: number): string => ((100 * one) / full).toFixed(1);
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${place(value)}" height="10"/>${limits.map((limit) => html`<path d="M${place(limit.value)} 0V10"/>`)}</svg>`;
}

function costCell(column: CostColumn, value: number): Markup {
  return html`<td class="number" data-value="${value}" title="${Number.isFinite(value) ? fullCount(value) : 'not known'}">${Number.isFinite(value) ? compactCount(value) : '–'} ${bar(column, value)}</td>`;
}

/** The table that stands in the place of the plots; undefined where nothing was scored. */
export function comparisonSection(data: ReportData): Markup | undefined {
  const { points, proxies, broken = [], limits = [] } = data;
  const count = points.archs.length;
  if (count + broken.length === 0) return undefined;
  const rank = combinedRank(data);
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => (points.combined.at(b) ?? NaN) - (points.combined.at(a) ?? NaN) || a - b,
  );
  const columns = costColumns(data);
  const front = new Set(data.front);
  const head = (column: CostColumn): Markup =>
    html`<th scope="col" class="number">${markup(breakableText(column.name))}${column.limits.map(({ text }) => html`<span class="limit">${text}</span>`)}</th>`;
  return html`<section id="scores">
<h2>${count + broken.length === 1 ? 'What it costs' : 'Side by side'}</h2>
<p class="hint">Bars begin at 0${limits.length === 0 ? '' : '; a mark in them is a limit'}.${count > 1 ? ` Front: ${data.frontObjectives === undefined ? 'no other has a higher combined score at as few MACs' : 'no other is as good in all objectives and better in one'}.` : ''}</p>
<div class="table-scroll" tabindex="0" role="region" aria-label="All architectures side by side"><table class="comparison">
<thead><tr><th scope="col" class="number">Rank</th><th scope="col">Architecture</th>${count > 1 ? html`<th scope="col">Front</th>` : undefined}${columns.map(head)}${proxies.map(({ key }, i) => html`<th scope="col" class="number">${markup(breakableText(key))}${markSup(data, i)}</th>`)}</tr></thead>
<tbody>${order.map(
    (i) => html`<tr>
<td class="number">${fullCount(rank(points.combined.at(i) ?? NaN))}</td><td class="cell"><code>${markup(breakableText(must(points.archs.at(i), 'an architecture of each point')))}</code></td>${count > 1 ? html`<td>${front.has(i) ? 'yes' : ''}</td>` : undefined}${columns.map((column) => costCell(column, column.values[i] ?? NaN))}${proxies.map(({ key }) => html`<td class="number">${scoreText(points.scores[key]?.at(i))}</td>`)}
</tr>`,
  )}${broken.map(
    ({ arch, scores }, i) => html`<tr class="broken">
<td class="number"></td><td class="cell"><code>${markup(breakableText(arch))}</code><p class="remark">breaks the limits</p></td>${count > 1 ? html`<td></td>` : undefined}${columns.map((column) => costCell(column, column.brokenValues[i] ?? NaN))}${proxies.map(({ key }) => html`<td class="number">${scoreText(scores[key])}</td>`)}
</tr>`,
  )}</tbody></table></div>
</section>`;
}
