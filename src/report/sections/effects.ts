/** What decided the ranking of the best: the scores, and their parts, that raise and lower each of them. */
import { breakableText } from '../breakable.js';
import { html, markup, type Markup } from '../html.js';
import type { ReportData } from '../types.js';

export function effectsSection({ best }: ReportData): Markup | undefined {
  const rows = best.filter(({ effects = [] }) => effects.length > 0);
  const names = [...new Set(rows.flatMap(({ effects = [] }) => effects.map(({ name }) => name)))];
  if (rows.length === 0 || names.length === 0) return undefined;
  return html`<section id="effects">
<h2>What raises and lowers them</h2>
<p class="hint">How far each part of the judgement lies above (+) or below (−) the mean of all that were ranked: in standard deviations of its score, times the score's weight. A score that is a sum is split into its parts; the strongest of a row is bold.</p>
<div class="table-scroll" tabindex="0" role="region" aria-label="What raises and lowers the best"><table>
<thead><tr><th scope="col" class="place">Rank</th>${names.map((name) => html`<th scope="col" class="number">${markup(breakableText(name))}</th>`)}<th scope="col">Architecture</th></tr></thead>
<tbody>${rows.map(({ rank, arch, effects = [] }) => {
    const byName = new Map(effects.map(({ name, effect }) => [name, effect]));
    return html`<tr><td class="place">${rank}</td>${names.map((name) => effectCell(byName.get(name), name === effects[0]?.name))}<td><code>${markup(breakableText(arch))}</code></td></tr>`;
  })}</tbody></table></div>
</section>`;
}

function effectCell(effect: number | undefined, isStrongest: boolean): Markup {
  if (effect === undefined) return html`<td class="number">–</td>`;
  const text = `${effect < 0 ? '−' : '+'}${Math.abs(effect).toFixed(2)}`;
  const colour = effect < 0 ? 'var(--mark)' : 'var(--accent)';
  return html`<td class="number" style="color:${colour}">${isStrongest ? html`<strong>${text}</strong>` : text}</td>`;
}
