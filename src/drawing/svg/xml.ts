/** Characters XML 1.0 does not allow at all; a label that holds one gets the replacement character. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for element content and quoted attributes of XML and HTML. */
export function escapeXml(text: string): string {
  return text.replace(forbidden, '�').replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A coordinate with at most one decimal, without a negative zero. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}
