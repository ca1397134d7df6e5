/** The head of the report: the question, the answer, and how it was found. */
import { sentence } from './sentence.js';
import { plural } from '../../core/plural.js';
import { drawCellSvg } from '../../drawing/cell-svg.js';
import { compactCount } from '../../core/format-number.js';
import { fullCount } from '../../drawing/quantity.js';
import { breakableText } from '../breakable.js';
import { exportCommand } from '../export-command.js';
import { html, markup, type Markup } from '../html.js';
import { proxyMark } from '../proxy-marks.js';
import { accuracyText, scoreText } from '../score-text.js';
import type { ReportBest, ReportData } from '../types.js';
import { bestPlaces } from '../places-of.js';

/** The title, the question and the answer. */
export function headerSection(data: ReportData): Markup {
  const { points, space, combination, training } = data;
  const names = data.proxies.map(({ key }, i) => html`<strong>${key}</strong>${markSup(data, i)}`);
  return html`<header>
<p class="brand">Assay</p>
<h1>${data.title}</h1>
<p class="lead">${plural(points.archs.length, 'architecture')} of <strong>${space.id}</strong>${space.optionsText === '' ? '' : ` (${space.optionsText})`}, scored by ${listed(names)} without training any of them${training === undefined ? '' : `, then the best ${training.networks.length} trained`}.</p>
${answerSentence(data)}
${combination === undefined ? undefined : html`<p class="combination">Ordered by ${combination.text}.${combination.note === undefined ? '' : ` ${sentence(combination.note)}`}</p>`}
</header>`;
}

/** The answer in a sentence: what the best has, and what it costs. */
function answerSentence({ best: [first], proxies }: ReportData): Markup | undefined {
  if (first === undefined) return undefined;
  const has = proxies.map(({ key }) => html`${key} <strong>${scoreText(first.scores[key])}</strong>`);
  const costs = html`costs <strong title="${fullCount(first.params)}">${compactCount(first.params)}</strong> params and <strong title="${fullCount(first.macs)}">${compactCount(first.macs)}</strong> MACs`;
  return html`<p class="lead">The best ${has.length === 0 ? '' : html`has ${listed(has)}, and `}${costs}.</p>`;
}

/** The best, and how it was found. */
export function heroSection(data: ReportData): Markup {
  const [best] = data.best;
  return html`<section class="hero" aria-label="Best architecture and settings">
${best === undefined ? undefined : winner(data, best)}
<div class="panel">
<h2>How it was made</h2>
<dl class="settings">${data.settings.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}${data.generated === undefined ? undefined : html`<dt>Generated</dt><dd>${data.generated}</dd>`}</dl>
${stepsBar(data)}
</div>
</section>`;
}

/** The raised figure behind a proxy's name, linked to its note. */
export function markSup(data: ReportData, index: number): Markup | undefined {
  const mark = proxyMark(data.proxies, index);
  return mark === ''
    ? undefined
    : html`<a class="mark" href="#note-${index}" aria-label="see the note on ${data.proxies[index]?.key}">${mark}</a>`;
}

/** The command that exports an architecture, for the button that copies it. */
export function commandAttribute(data: ReportData, architecture: string): Markup | undefined {
  const command = exportCommand(data, architecture);
  return command === undefined ? undefined : html` data-command="${command}"`;
}

function winner(data: ReportData, best: ReportBest): Markup {
  const tables = data.tables ?? [];
  const place = tables.length === 0 ? undefined : bestPlaces(data)[data.best.indexOf(best)];
  const accuracies =
    place === undefined
      ? []
      : tables.map((table) => html`<div><dt>${table.label}</dt><dd>${accuracyText(table.accuracies[place])}</dd></div>`);
  return html`<div class="panel winner">
<h2>Best architecture</h2>
${best.cell === null ? undefined : html`<div class="drawing">${markup(drawCellSvg(best.cell, { title: best.arch, theme: 'inherit' }))}</div>`}
<code class="arch"${commandAttribute(data, best.arch)}>${markup(breakableText(best.arch))}</code>
<dl class="facts">
<div><dt>Rank</dt><dd title="combined score ${scoreText(best.combined)}">${best.rank} of ${fullCount(data.points.archs.length)}</dd></div>
${data.proxies.map(({ key }, i) => html`<div><dt>${markup(breakableText(key))}${markSup(data, i)}</dt><dd>${scoreText(best.scores[key])}</dd></div>`)}
<div><dt>Params</dt><dd title="${fullCount(best.params)}">${compactCount(best.params)}</dd></div>
<div><dt>MACs</dt><dd title="${fullCount(best.macs)}">${compactCount(best.macs)}</dd></div>
${accuracies}
</dl>
</div>`;
}

function stepsBar({ steps }: ReportData): Markup | undefined {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  if (steps.length === 0) return undefined;
  let at = 0;
  const bars = steps.map(({ name, seconds }, i) => {
    const width = total === 0 ? 0 : (100 * seconds) / total;
    const bar = html`<rect class="step step-${i % 6}" x="${at.toFixed(2)}" y="0" width="${Math.max(0.3, width).toFixed(2)}" height="8"><title>${name}: ${secondsText(seconds)}</title></rect>`;
    at += width;
    return bar;
  });
  return html`<h3>Seconds</h3>
<svg class="steps" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="Share of each step in the ${secondsText(total)} taken">${bars}</svg>
<table class="step-table"><tbody>${steps.map(({ name, seconds }, i) => html`<tr><th scope="row"><span class="swatch step-${i % 6}"></span>${name}</th><td>${secondsText(seconds)}</td></tr>`)}</tbody>
<tfoot><tr><th scope="row">Total</th><td>${secondsText(total)}</td></tr></tfoot></table>`;
}

function secondsText(seconds: number): string {
  return `${seconds >= 100 ? seconds.toFixed(0) : seconds >= 1 ? seconds.toFixed(2) : seconds.toFixed(3)} s`;
}

function listed(items: readonly Markup[]): Markup {
  return items.reduce((list, item, i) => html`${list}${i === 0 ? '' : i === items.length - 1 ? ' and ' : ', '}${item}`, html``);
}
