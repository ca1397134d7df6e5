import { escapeXml } from '../drawing/svg/xml.js';

/** An architecture string as markup that may wrap after its separators, and only there while it can. */
export function breakableText(text: string): string {
  return text
    .split(/(?<=[|+,;:/)\]}])(?![|+,;:/)\]}])/)
    .map(escapeXml)
    .join('<wbr>');
}
