import { must } from '../../core/must.js';

/**
 * A grid of characters on which lines join by themselves: each place remembers the directions in which lines leave it,
 * and the box-drawing character is looked up at the end.
 */

/** `plain` and `muted`, or the name of a colour that the caller's `paint` knows. */
export type Ink = string;
/** Wraps a run of one ink, for example in terminal colours. */
export type Paint = (text: string, ink: Ink) => string;
export type Stroke = 'solid' | 'dashed';

export interface TextCanvas {
  text(x: number, y: number, text: string, ink?: Ink): void;
  horizontal(x0: number, x1: number, y: number, stroke?: Stroke, ink?: Ink): void;
  vertical(x: number, y0: number, y1: number, stroke?: Stroke, ink?: Ink): void;
  /** The lines from the top-most used to the lowest, without trailing blanks. */
  lines(paint?: Paint): string[];
}

const up = 1;
const down = 2;
const left = 4;
const right = 8;
/** By the sum of the directions in which lines leave. */
const solidGlyphs = [' ', '│', '│', '│', '─', '╯', '╮', '┤', '─', '╰', '╭', '├', '─', '┴', '┬', '┼'];
const dashedGlyphs: { readonly [mask: number]: string } = {
  [up | down]: '╎',
  [left | right]: '╌',
  [left]: '╌',
  [right]: '╌',
  [up]: '╎',
  [down]: '╎',
};

interface Place {
  mask: number;
  solid: number;
  ink: Ink;
  glyph?: string;
}

export function createTextCanvas(): TextCanvas {
  const rows = new Map<number, Map<number, Place>>();
  const place = (x: number, y: number): Place => {
    const row = rows.get(y) ?? new Map<number, Place>();
    rows.set(y, row);
    const found = row.get(x) ?? { mask: 0, solid: 0, ink: 'plain' };
    row.set(x, found);
    return found;
  };
  const stroke = (x: number, y: number, mask: number, kind: Stroke, ink: Ink): void => {
    const at = place(x, y);
    at.mask |= mask;
    if (kind === 'solid') at.solid |= mask;
    at.ink = ink;
  };
  return {
    text(x, y, text, ink = 'plain') {
      [...text].forEach((glyph, i) => Object.assign(place(x + i, y), { glyph, ink }));
    },
    horizontal(x0, x1, y, kind = 'solid', ink = 'plain') {
      const [from, to] = x0 < x1 ? [x0, x1] : [x1, x0];
      for (let x = from; x <= to; x++) stroke(x, y, (x > from ? left : 0) | (x < to ? right : 0), kind, ink);
    },
    vertical(x, y0, y1, kind = 'solid', ink = 'plain') {
      const [from, to] = y0 < y1 ? [y0, y1] : [y1, y0];
      for (let y = from; y <= to; y++) stroke(x, y, (y > from ? up : 0) | (y < to ? down : 0), kind, ink);
    },
    lines(paint = (text) => text) {
      const numbers = [...rows.keys()];
      const lines: string[] = [];
      for (let y = Math.min(...numbers); y <= Math.max(...numbers); y++) lines.push(rowText(rows.get(y), paint));
      return lines;
    },
  };
}

function glyphOf(place: Place): string {
  return (
    place.glyph ??
    (place.solid === 0 ? dashedGlyphs[place.mask] : undefined) ??
    must(solidGlyphs[place.mask], 'a glyph of each mask')
  );
}

function rowText(row: ReadonlyMap<number, Place> | undefined, paint: Paint): string {
  if (row === undefined) return '';
  const end = Math.max(...[...row].filter(([, place]) => glyphOf(place) !== ' ').map(([x]) => x));
  let line = '';
  let run = '';
  let ink: Ink = 'plain';
  for (let x = 0; x <= end; x++) {
    const place = row.get(x);
    const next = place?.ink ?? 'plain';
    if (next !== ink && run !== '') {
      line += paint(run, ink);
      run = '';
    }
    ink = next;
    run += place === undefined ? ' ' : glyphOf(place);
  }
  return run === '' ? line : line + paint(run, ink);
}
