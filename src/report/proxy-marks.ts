/** Small raised figures that tie a proxy's name to its note, wherever the name stands. */
import { must } from '../core/must.js';
import type { ReportProxy } from './types.js';

const figures = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** The mark of one proxy: its place among those with a note, or nothing. */
export function proxyMark(proxies: readonly ReportProxy[], index: number): string {
  if (proxies[index]?.note === undefined) return '';
  const place = proxies.slice(0, index + 1).filter(({ note }) => note !== undefined).length;
  return Array.from(String(place), (digit) => figures[Number(digit)]).join('');
}

/** A proxy's key with its mark, as tables and axes show it. Keys are short and tell two options of one proxy apart; titles stand in the notes. */
export function markedKey(proxies: readonly ReportProxy[], index: number): string {
  return `${must(proxies[index], 'a proxy at each place').key}${proxyMark(proxies, index)}`;
}
