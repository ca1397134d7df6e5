/** HTML by template: everything put into it is escaped, unless it is markup already. */
import { escapeXml } from '../drawing/svg/xml.js';

/** Text that is known to be well-formed markup. */
export interface Markup {
  readonly markup: string;
}

type Content = Markup | string | number | readonly Content[] | undefined;

/** Vouches for a string: use it only on what this program made. */
export function markup(text: string): Markup {
  return { markup: text };
}

function rendered(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeXml(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(rendered).join('');
}

/** A tagged template: strings and numbers are escaped, markup and lists of it pass, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return markup(parts.reduce((text, part, i) => text + rendered(contents[i - 1]) + part));
}
