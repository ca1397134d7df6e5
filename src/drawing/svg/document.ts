import { coordinate, escapeXml } from './xml.js';
import { drawingStyles, type DrawingTheme } from './theme.js';

interface SvgDocument {
  readonly width: number;
  readonly height: number;
  /** Read aloud, and shown as a tooltip. */
  readonly title: string;
  readonly description: string;
  readonly theme: DrawingTheme;
  /** `img` (the default): one picture; `group`: a reader reaches its parts. */
  readonly role?: 'img' | 'group';
  /** SVG markup, already escaped. */
  readonly body: string;
}

/** One `<svg>` element; unless its theme is `inherit`, a standalone one: title and description for readers who cannot see it, styles, paper, drawing. */
export function svgDocument({ width, height, title, description, theme, role = 'img', body }: SvgDocument): string {
  const alone = theme !== 'inherit';
  const [w, h] = [coordinate(width), coordinate(height)];
  return [
    `<svg${alone ? ' xmlns="http://www.w3.org/2000/svg"' : ''} class="assay-drawing" role="${role}" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">`,
    `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>`,
    alone ? `<style>${drawingStyles(theme)}</style><rect class="paper" width="${w}" height="${h}"/>` : '',
    body,
    '</svg>',
  ].join('');
}

/** Width of a line of text in pixels: an estimate for a sans-serif face, on the wide side. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text)
    width += /[ijl.,:;|!'()[\] ]/.test(character)
      ? 0.34
      : /[mwMW@]/.test(character)
        ? 0.9
        : /[A-Z_×→+]/.test(character)
          ? 0.66
          : 0.57;
  return width * size;
}
