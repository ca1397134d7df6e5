/**
 * One self-contained HTML file: markup, styles, drawings, script and data inside, nothing fetched. A content security policy
 * forbids the network and every script except Assay's (named by its hash), so that even a hostile architecture string cannot send anything.
 * Equal data give equal bytes.
 */
import { requireFields } from '../core/require-shape.js';
import { drawingStyles } from '../drawing/svg/theme.js';
import { clientScript, clientScriptHash, clientStyle } from './client.generated.js';
import { createCellDrawings } from './cell-drawings.js';
import { html, markup, type Markup } from './html.js';
import { packPayload, payloadJson } from './payload.js';
import { accuracySection, frontSection, scoreSections } from './sections/plots.js';
import { comparisonSection, isFew } from './sections/comparison.js';
import { bestSection } from './sections/ranking.js';
import { effectsSection } from './sections/effects.js';
import { headerSection, heroSection } from './sections/header.js';
import { notesSection } from './sections/notes.js';
import { trainingSection } from './sections/training.js';
import { trajectorySection } from './sections/trajectory.js';
import { withShortKeys } from './short-keys.js';
import type { ReportData } from './types.js';

const policy = `default-src 'none'; script-src 'sha256-${clientScriptHash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;

/** Renders the report. Pure: files and clocks are the caller's. */
export function renderReport(given: ReportData): string {
  requireFields('data', 'the data of a report', given, 'points', 'proxies', 'best');
  const data = withShortKeys(given);
  const { markup: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Assay">
<title>${data.title}</title>
<style>${markup(drawingStyles('auto'))}${markup(clientStyle)}</style>
</head>
<body>
<main>
${headerSection(data)}
${sections(data)}
</main>
<script type="application/json" id="points">${markup(payloadJson(packPayload(data)))}</script>
<script>${markup(clientScript)}</script>
</body>
</html>
`;
  return text;
}

/** The sections of a report as markup, for a page that holds `mountReport` and the styles already, and the points that bring them to life. */
export interface ReportParts {
  readonly header: string;
  readonly sections: string;
  /** The points as JSON, for `mountReport`. */
  readonly points: string;
}

/** The same report in parts. */
export function reportParts(given: ReportData): ReportParts {
  const data = withShortKeys(given);
  return { header: headerSection(data).markup, sections: sections(data).markup, points: JSON.stringify(packPayload(data)) };
}

function sections(data: ReportData): Markup {
  const drawCell = createCellDrawings(data.best[0]?.cell ?? null);
  return html`${heroSection(data)}
${bestSection(data, drawCell)}
${effectsSection(data)}
${trainingSection(data.training)}
${trajectorySection(data)}
${isFew(data) ? comparisonSection(data) : html`${scoreSections(data)}${frontSection(data, drawCell)}`}
${accuracySection(data)}
${notesSection(data)}`;
}
