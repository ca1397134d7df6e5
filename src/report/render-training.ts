/** The report of one training: one self-contained HTML file without a script. Equal data give equal bytes. */
import { drawingStyles } from '../drawing/svg/theme.js';
import { clientStyle } from './client.generated.js';
import { breakableText } from './breakable.js';
import { html, markup } from './html.js';
import { trainingSection } from './sections/training.js';
import type { ReportTraining } from './types.js';

export interface TrainingReportData {
  readonly title: string;
  /** Label and value of everything that decides the result. */
  readonly settings: readonly (readonly [label: string, value: string])[];
  readonly training: ReportTraining;
}

export function renderTrainingReport({ title, settings, training }: TrainingReportData): string {
  const { markup: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Assay">
<title>${title}</title>
<style>${markup(drawingStyles('auto'))}${markup(clientStyle)}</style>
</head>
<body>
<main>
<header><p class="brand">Assay</p><h1>${markup(breakableText(title))}</h1></header>
${trainingSection(training)}
<section id="settings">
<h2>Settings</h2>
<table><tbody>${settings.map(([label, value]) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`)}</tbody></table>
</section>
</main>
</body>
</html>
`;
  return text;
}
