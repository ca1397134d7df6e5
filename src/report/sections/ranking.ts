/** Tables of architectures with their cells drawn: the best, and the Pareto front. */
import type { Column } from '../../core/column.js';
import { must } from '../../core/must.js';
import { compactCount } from '../../core/format-number.js';
import { fullCount } from '../../drawing/quantity.js';
import type { CellTopology } from '../../arch/topology.js';
import { breakableText } from '../breakable.js';
import type { DrawCell } from '../cell-drawings.js';
import { html, markup, type Markup } from '../html.js';
import { frontSteps } from '../front-steps.js';
import { combinedRank } from '../combined-rank.js';
import { bestPlaces } from '../places-of.js';
import { accuracyText, scoreText } from '../score-text.js';
import type { ReportData } from '../types.js';
import { commandAttribute, markSup } from './header.js';

interface Row {
  readonly place: string;
  /** Among the points. */
  readonly index: number;
  readonly arch: string;
  readonly cell: CellTopology | null;
  readonly combined: number;
  readonly scores: { readonly [key: string]: number | null };
  readonly params: number;
  readonly macs: number;
  readonly remark?: string;
}

/** Left out where nothing was scored. */
export function bestSection(data: ReportData, drawCell: DrawCell): Markup | undefined {
  if (data.best.length === 0) return undefined;
  const places = bestPlaces(data);
  const rows = data.best.map((best, i): Row => ({
    ...best,
    place: String(best.rank),
    index: must(places[i], 'a place of each'),
  }));
  return html`<section id="best">
<h2>The best ${rows.length}</h2>
${rows.length > 1 && rows[0]?.cell !== null ? html`<p class="hint">Bold and underlined: an operator that the best does not have there.</p>` : undefined}
<div class="table-scroll" tabindex="0" role="region" aria-label="The best architectures">${architectureTable(data, rows, 'Rank', drawCell)}</div>
</section>`;
}

export function frontTable(data: ReportData, drawCell: DrawCell): Markup {
  const rows = frontSteps(data).map(([i, ...equal], place): Row => ({
    ...rowOf(data, i, String(place + 1)),
    ...(equal.length === 0
      ? {}
      : {
          remark: `and ${fullCount(equal.length)} more with the same ${data.frontObjectives === undefined ? 'score and MACs' : 'objectives'}`,
        }),
  }));
  const { reference } = data;
  const compared = reference === undefined ? [] : [rowOf(data, reference.index, reference.name)];
  return html`<div class="table-scroll tall" tabindex="0" role="region" aria-label="Architectures on the Pareto front">${architectureTable(data, [...rows, ...compared], '#', drawCell)}</div>`;
}

function rowOf(data: ReportData, i: number, place: string): Row {
  const { points, proxies } = data;
  const at = <T>(column: Column<T> | undefined): T => must(column?.at(i), 'a value of each point');
  return {
    place,
    arch: at(points.archs),
    index: i,
    cell: points.cells?.at(i) ?? null,
    combined: at(points.combined),
    scores: Object.fromEntries(proxies.map(({ key }) => [key, at(points.scores[key])])),
    params: at(points.params),
    macs: at(points.macs),
  };
}

function architectureTable(data: ReportData, rows: readonly Row[], placeTitle: string, drawCell: DrawCell): Markup {
  const tables = data.tables ?? [];
  const rank = combinedRank(data);
  // The best are listed by their rank already.
  const isRanked = placeTitle === 'Rank';
  const rankHead = isRanked
    ? undefined
    : html`<th scope="col" class="number" title="by the combined score, of ${fullCount(data.points.archs.length)}">Rank</th>`;
  const rankCell = ({ combined }: Row): Markup | undefined =>
    isRanked
      ? undefined
      : html`<td class="number" title="combined score ${scoreText(combined)}" data-value="${rank(combined)}">${fullCount(rank(combined))}</td>`;
  const quantities = Object.entries(data.points.quantities ?? {});
  return html`<table class="architectures">
<thead><tr><th scope="col" class="place">${placeTitle}</th><th scope="col">Architecture</th>${rankHead}${data.proxies.map(({ key }, i) => html`<th scope="col" class="number">${markup(breakableText(key))}${markSup(data, i)}</th>`)}${quantities.map(([id]) => html`<th scope="col" class="number">${markup(breakableText(id))}</th>`)}<th scope="col" class="number">Params</th><th scope="col" class="number">MACs</th>${tables.map(({ label }) => html`<th scope="col" class="number">${label.replaceAll('-', '‑')}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>
<td class="place">${row.place}</td>
<td class="cell">${row.cell === null ? undefined : drawCell(row.arch, row.cell)}<code${commandAttribute(data, row.arch)}>${markup(breakableText(row.arch))}</code>${row.remark === undefined ? undefined : html`<p class="remark">${row.remark}</p>`}</td>
${rankCell(row)}${data.proxies.map(({ key }) => html`<td class="number">${scoreText(row.scores[key])}</td>`)}${quantities.map(([, values]) => html`<td class="number">${scoreText(values.at(row.index))}</td>`)}
<td class="number" title="${fullCount(row.params)}">${compactCount(row.params)}</td><td class="number" title="${fullCount(row.macs)}">${compactCount(row.macs)}</td>${tables.map(({ accuracies }) => html`<td class="number">${accuracyText(accuracies[row.index])}</td>`)}
</tr>`,
  )}</tbody></table>`;
}
