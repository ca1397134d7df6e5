/** The figures. Their points are drawn by the report's script; without it each says so. */
import { must } from '../../core/must.js';
import { plural } from '../../core/plural.js';
import { fullCount } from '../../drawing/quantity.js';
import type { DrawCell } from '../cell-drawings.js';
import { html, type Markup } from '../html.js';
import { frontObjectives, frontSteps } from '../front-steps.js';
import { accuracyKey, columnKeys, objectiveKey } from '../payload.js';
import { correlationText } from '../score-text.js';
import { shownSentence } from '../shown-points.js';
import type { ReportData, ReportObjective, ReportTable } from '../types.js';
import { markSup } from './header.js';
import { frontTable } from './ranking.js';

interface Figure {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Roles of the columns that may be chosen instead, separated by blanks. */
  readonly xRoles: string;
  readonly yRoles: string;
  readonly line?: 'front';
  /** Height by width. */
  readonly ratio: number;
}

function figure({ title, x, y, xRoles, yRoles, line, ratio }: Figure): Markup {
  return html`<figure class="plot" data-x="${x}" data-y="${y}" data-x-roles="${xRoles}" data-y-roles="${yRoles}" data-line="${line ?? ''}" data-ratio="${ratio}">
<figcaption>${title}</figcaption>
<div class="controls"></div>
<div class="stage" tabindex="0" role="group"><noscript>This plot is drawn by a script inside this file.</noscript></div>
<p class="plot-note"></p>
</figure>`;
}

const scores = 'score combined';

export function scoreSections(data: ReportData): Markup {
  const [first, second] = data.proxies.map(({ key }) => key);
  return html`<section id="scores">
<div class="section-head"><h2>All ${plural(data.points.archs.length, 'architecture')}</h2>${colourChooser(data)}</div>
<p class="hint">${shownSentence(data)}Every point is one architecture; the ringed ones are the best ${data.best.length}. Hover shows it everywhere at once, a click pins it, dragging zooms, a double click shows all again.</p>
<div class="plots two">
${figure({ title: 'Score against score', x: first ?? columnKeys.combined, y: second ?? columnKeys.combined, xRoles: scores, yRoles: scores, ratio: 0.8 })}
${figure({ title: 'Score against size', x: columnKeys.params, y: columnKeys.combined, xRoles: 'cost', yRoles: scores, ratio: 0.8 })}
</div>
</section>`;
}

function colourChooser(data: ReportData): Markup {
  const options = [
    [columnKeys.combined, 'combined rank'],
    ...data.proxies.map(({ key }) => [key, `${key} rank`]),
    [columnKeys.params, 'params'],
    [columnKeys.macs, 'MACs'],
    ...(data.tables ?? []).map(({ target, label }) => [accuracyKey(target), label]),
  ];
  return html`<div class="legend"><label>Colour <select id="colour-by">${options.map(([key, label]) => html`<option value="${key}">${label}</option>`)}</select></label>
<span class="legend-end">worst</span><span class="legend-bar" aria-hidden="true"></span><span class="legend-end">best</span></div>`;
}

export function frontSection(data: ReportData, drawCell: DrawCell): Markup {
  const objectives = frontObjectives(data);
  const first = must(objectives[0], 'an objective of the front');
  const second = objectives[1] ?? first;
  const steps = frontSteps(data).length;
  const names = objectives.map((objective) => objectiveTitle(data, objective));
  const isDefault = data.frontObjectives === undefined;
  const claim = isDefault
    ? 'No other architecture has a higher combined score at as few multiply-accumulates'
    : `No other architecture is as good in all of ${objectives.map((objective, k) => `${names[k] === columnTitles.combined ? 'the combined score' : names[k]} (${objective.goal === 'max' ? 'higher' : 'lower'} is better)`).join(', ')} and better in one`;
  return html`<section id="front">
<h2>${listText(names)}: the Pareto front</h2>
<p class="hint">${claim}: ${plural(steps, 'step')}${data.front.length > steps ? `, reached by ${plural(data.front.length, 'architecture')} (many are equal in all)` : ''}.${data.reference === undefined ? '' : ` The ringed point is ${data.reference.name}.`}</p>
${figure({ title: `${names[0]} against ${names[1] ?? names[0]}`, x: objectiveKey(second), y: objectiveKey(first), xRoles: '', yRoles: '', line: 'front', ratio: 0.42 })}
${frontTable(data, drawCell)}
</section>`;
}

const columnTitles = { combined: 'Combined score', params: 'Params', macs: 'MACs' } as const;

function objectiveTitle({ proxies }: ReportData, { text, column }: ReportObjective): string {
  if (column.kind === 'quantity') return text.replace(/=(?:max|min)$/, '');
  return column.kind === 'proxy' ? (proxies.find(({ key }) => key === column.id)?.key ?? column.id) : columnTitles[column.kind];
}

function listText(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export function accuracySection(data: ReportData): Markup | undefined {
  const tables = data.tables ?? [];
  if (tables.length === 0) return undefined;
  return html`<section id="accuracy">
<h2>Score against accuracy</h2>${
    data.points.shown === undefined
      ? undefined
      : html`
<p class="hint">${shownSentence(data).trimEnd()}</p>`
  }
<div class="plots ${tables.length === 1 ? 'one' : tables.length === 2 ? 'two' : 'three'}">
${tables.map(({ target, label }) => figure({ title: label, x: columnKeys.combined, y: accuracyKey(target), xRoles: `${scores} cost`, yRoles: '', ratio: tables.length === 1 ? 0.5 : 0.9 }))}
</div>
${correlationTable(data)}
</section>`;
}

function correlationTable(data: ReportData): Markup {
  const tables = data.tables ?? [];
  const names = [...new Set(tables.flatMap(({ correlations }) => correlations.map((row) => `${row.proxy}\n${row.population}`)))];
  const find = ({ correlations }: ReportTable, name: string): ReportTableRow | undefined =>
    correlations.find((row) => `${row.proxy}\n${row.population}` === name);
  const largest = ({ correlations }: ReportTable, key: 'spearman' | 'kendall'): number =>
    Math.max(...correlations.map((row) => Math.abs(row[key])));
  const value = (table: ReportTable, name: string, key: 'spearman' | 'kendall'): Markup => {
    const row = find(table, name);
    if (row === undefined || !Number.isFinite(row[key])) return html`<td class="number">–</td>`;
    const text = correlationText(row[key]);
    return html`<td class="number">${Math.abs(row[key]) === largest(table, key) ? html`<strong>${text}</strong>` : text}</td>`;
  };
  return html`<h3>Correlation with accuracy</h3>
<div class="table-scroll" tabindex="0" role="region" aria-label="Correlation with accuracy"><table class="correlations">
<thead><tr><th scope="col" rowspan="2">Score</th><th scope="col" rowspan="2">Population</th>${tables.map(({ label }) => html`<th scope="colgroup" colspan="3" class="group">${label}</th>`)}</tr>
<tr>${tables.map(() => html`<th scope="col" class="number">Spearman</th><th scope="col" class="number">Kendall τ-b</th><th scope="col" class="number">n</th>`)}</tr></thead>
<tbody>${names.map((name) => {
    const [proxy = '', population] = name.split('\n');
    return html`<tr><th scope="row">${nameOf(data, proxy)}</th><td>${population}</td>${tables.map((table) => html`${value(table, name, 'spearman')}${value(table, name, 'kendall')}<td class="number">${fullCount(find(table, name)?.n ?? 0)}</td>`)}</tr>`;
  })}</tbody></table></div>`;
}

type ReportTableRow = ReportTable['correlations'][number];

function nameOf(data: ReportData, proxy: string): Markup {
  const index = data.proxies.findIndex(({ key }) => key === proxy);
  return index < 0 ? html`${proxy}` : html`${proxy}${markSup(data, index)}`;
}
