/**
 * Colours of the drawings. The hues stay apart under the common kinds of colour blindness (blue against orange, then lightness),
 * every text colour reaches 4.5:1 against its paper, and stroke weight and dashes repeat the information.
 */
import type { EdgeKind } from '../edge-kind.js';

/** `auto` follows the reader's system; `inherit` writes no styles, for a page that includes `drawingStyles` once itself. */
export const drawingThemes = ['auto', 'light', 'dark', 'inherit'] as const;
/** The colours of a drawing: `auto` follows the reader's system, `inherit` leaves them to the page. */
export type DrawingTheme = (typeof drawingThemes)[number];

type ColourName = EdgeKind | 'paper' | 'ink' | 'muted' | 'faint' | 'node' | 'accent';
type Palette = { readonly [name in ColourName]: string };

const lightPalette: Palette = {
  paper: '#ffffff',
  ink: '#18212d',
  muted: '#5b6675',
  faint: '#c6cdd6',
  node: '#f3f5f8',
  accent: '#0b4f9e',
  conv1: '#1878b4',
  conv3: '#0b4f9e',
  conv5: '#6a3d9a',
  conv7: '#a3195b',
  pool: '#b0500a',
  skip: '#55606e',
  link: '#55606e',
};

const darkPalette: Palette = {
  paper: '#12161c',
  ink: '#e7ebf0',
  muted: '#97a3b2',
  faint: '#3a4452',
  node: '#1f2630',
  accent: '#6cb0ff',
  conv1: '#8ed8f8',
  conv3: '#5aa7ff',
  conv5: '#b79cff',
  conv7: '#ff8fc0',
  pool: '#ffab5c',
  skip: '#a5b0be',
  link: '#a5b0be',
};

const strokes: { readonly [kind in EdgeKind]: string } = {
  conv1: 'stroke-width:1.6',
  conv3: 'stroke-width:2.6',
  conv5: 'stroke-width:3.4',
  conv7: 'stroke-width:4.2',
  pool: 'stroke-width:2;stroke-dasharray:7 4',
  skip: 'stroke-width:1.3',
  link: 'stroke-width:1.3',
};

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--assay-${name}:${colour}`)
    .join(';');
}

const kindRules = (Object.keys(strokes) as EdgeKind[])
  .map(
    (kind) =>
      `.assay-drawing .${kind}{stroke:var(--assay-${kind});${strokes[kind]}}.assay-drawing .${kind}-fill{fill:var(--assay-${kind})}`,
  )
  .join('');

const rules =
  '.assay-drawing{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}' +
  '.assay-drawing .paper{fill:var(--assay-paper)}' +
  '.assay-drawing .edge{fill:none;stroke-linecap:butt}' +
  '.assay-drawing .node{fill:var(--assay-node);stroke:var(--assay-muted);stroke-width:1.3}' +
  kindRules +
  '.assay-drawing .dead{stroke:var(--assay-faint);stroke-width:1.3;stroke-dasharray:2 3}.assay-drawing .dead-fill{fill:var(--assay-faint)}' +
  '.assay-drawing text.dead-fill{fill:var(--assay-muted)}' +
  '.assay-drawing .port{fill:var(--assay-ink);stroke:var(--assay-ink)}' +
  '.assay-drawing .on-node{fill:var(--assay-ink)}.assay-drawing .on-port{fill:var(--assay-paper)}' +
  '.assay-drawing .ink{fill:var(--assay-ink)}.assay-drawing .muted{fill:var(--assay-muted)}' +
  '.assay-drawing .flow{fill:none;stroke:var(--assay-muted);stroke-width:1.4}.assay-drawing .flow-fill{fill:var(--assay-muted)}' +
  '.assay-drawing .track{fill:var(--assay-faint);opacity:.55}.assay-drawing .bar{fill:var(--assay-accent)}';

/** The style sheet that drawings with theme `inherit` rely on. */
export function drawingStyles(theme: Exclude<DrawingTheme, 'inherit'>): string {
  if (theme === 'dark') return `.assay-drawing{${variables(darkPalette)}}${rules}`;
  const light = `.assay-drawing{${variables(lightPalette)}}`;
  const dark = theme === 'auto' ? `@media screen and (prefers-color-scheme:dark){.assay-drawing{${variables(darkPalette)}}}` : '';
  return light + dark + rules;
}
