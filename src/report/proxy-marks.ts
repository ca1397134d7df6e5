/** Small raised figures that tie a proxy's name to its note, wherever the name stands. */
import type { ReportProxy } from './types.js';

const figures = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** The mark of one proxy: its place among those with a note, or nothing. */
export function proxyMark(proxies: readonly ReportProxy[], index: number): string {
  if (proxies[index].note === undefined) return '';
  const place = proxies.slice(0, index + 1).filter(({ note }) => note !== undefined).length;
  return Array.from(String(place), (digit) => figures[Number(digit)]).join('');
}

/** Titles that tell the proxies apart: one that occurs twice, as with two options of one proxy, gets its key. */
export function distinctTitles(proxies: readonly ReportProxy[]): ReportProxy[] {
  return proxies.map((proxy) => (proxies.filter(({ title }) => title === proxy.title).length > 1 ? { ...proxy, title: `${proxy.title} (${proxy.key})` } : proxy));
}

/** A proxy's title with its mark. */
export function markedTitle(proxies: readonly ReportProxy[], index: number): string {
  return `${proxies[index].title}${proxyMark(proxies, index)}`;
}
