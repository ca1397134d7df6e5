/** What a reader must know to judge the numbers: the proxies, which scores are undefined and why, and remarks. */
import { sentence } from './sentence.js';
import { isFew } from './comparison.js';
import { fullCount } from '../../drawing/quantity.js';
import { html, type Markup } from '../html.js';
import { markedKey } from '../proxy-marks.js';
import type { ReportData } from '../types.js';

export function notesSection(data: ReportData): Markup {
  return html`<section id="notes">
<h2>Notes</h2>
<div class="notes">
<div><h3>Proxies</h3><dl class="proxies">${data.proxies.map(({ title, direction, note }, i) => html`<dt id="note-${i}">${markedKey(data.proxies, i)}</dt><dd>${sentence(title)} ${direction === 'higher' ? 'Higher' : 'Lower'} is better.${note === undefined ? undefined : html`<br>${sentence(note)}`}</dd>`)}</dl></div>
<div><h3>Undefined scores</h3>${undefinedText(data)}</div>
${data.notes.length === 0 ? undefined : html`<div><h3>Remarks</h3><ul>${data.notes.map((note) => html`<li>${sentence(note)}</li>`)}</ul></div>`}
</div>
</section>`;
}

function undefinedText(data: ReportData): Markup {
  const total = data.points.archs.length;
  const items = data.proxies.map(({ key }) => {
    const missing = [...(data.points.scores[key] ?? [])].filter((score) => score === null).length;
    if (missing === 0) return html`<li>${key} is defined for every architecture.</li>`;
    const reasons = (data.undefinedScores ?? []).filter((entry) => entry.key === key);
    return html`<li>${key} is undefined for ${fullCount(missing)} of ${fullCount(total)}${reasons.length === 0 ? '.' : html`: ${reasons.map(({ reason, count }, i) => `${i === 0 ? '' : '; '}${reason} (${fullCount(count)})`)}.`}</li>`;
  });
  return html`<ul>${items}</ul><p>An undefined score is no number: it ranks behind every defined one.${isFew(data) ? '' : ' A plot says below it which points it leaves out.'}</p>`;
}
