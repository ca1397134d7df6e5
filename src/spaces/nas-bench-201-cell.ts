/**
 * Cells of NAS-Bench-201 and what they are called: the published string, NASLib's tuple, the benchmark's index; the unique string of
 * what a cell computes is in `nas-bench-201-canonical.ts`. The space with its networks is in `nas-bench-201.ts`.
 *
 * The one surprising fact: two orders of the six edges circulate. The published string lists them by head,
 * (0,1) (0,2)(1,2) (0,3)(1,3)(2,3); NASLib's tuple by tail, with other operator numbers. We convert by name.
 */
import { dataError, quote } from '../core/errors.js';
import { suggest } from '../core/suggest.js';
import { pythonShuffle } from './text/python-random.js';

export const nasBench201Ops = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const;
export type NasBench201Op = (typeof nasBench201Ops)[number];

/** The place of an operator in their list, NaN for another text. Compared one by one: V8 compiles a look-up by name for the names that came first, and again for the next. */
export function opNumber(op: NasBench201Op): number {
  if (op === 'nor_conv_3x3') return 3;
  if (op === 'nor_conv_1x1') return 2;
  if (op === 'skip_connect') return 1;
  if (op === 'none') return 0;
  return op === 'avg_pool_3x3' ? 4 : NaN;
}

/** The operators of the six edges in the order of the published string. */
export type NasBench201Cell = readonly NasBench201Op[];

/** (tail, head) of the six edges, in the order of the published string. */
export const edges = [
  [0, 1],
  [0, 2],
  [1, 2],
  [0, 3],
  [1, 3],
  [2, 3],
] as const;

/** The place of the first edge into each node. */
export const firstEdges = [0, 0, 1, 3];

const naslibOps: readonly NasBench201Op[] = ['skip_connect', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'];
/** Place in NASLib's tuple, (0,1)(0,2)(0,3)(1,2)(1,3)(2,3), of each edge of the published string. */
const naslibPlaces = [0, 1, 3, 2, 4, 5];

/** What NASLib and NAS-Bench-Suite-Zero call the cell: six operator numbers, edges listed by tail. */
export function toNaslibTuple(cell: NasBench201Cell): number[] {
  const tuple = new Array<number>(6);
  for (let e = 0; e < 6; e++) tuple[naslibPlaces[e]] = naslibOps.indexOf(cell[e]);
  return tuple;
}

/** @throws a data error when the tuple does not hold six numbers from 0 to 4. */
export function fromNaslibTuple(tuple: readonly number[]): NasBench201Cell {
  if (tuple.length !== 6 || tuple.some((n) => naslibOps[n] === undefined)) {
    throw dataError('NASLib tuple', { expected: 'six operator numbers from 0 to 4', got: `(${tuple.join(', ')})` });
  }
  return naslibPlaces.map((place) => naslibOps[tuple[place]]);
}

/** The cells in the order of their ops, the last edge running fastest. */
export function numberedCell(index: number): NasBench201Cell {
  const cell = new Array<NasBench201Op>(6);
  for (let e = 5, rest = index; e >= 0; e--, rest = Math.floor(rest / 5)) cell[e] = nasBench201Ops[rest % 5];
  return cell;
}

/** The place of a cell in that order. Loops over edges, here and where a string is read: V8 compiles them in a fraction of the time. */
export function cellNumber(cell: NasBench201Cell): number {
  let number = 0;
  for (let e = 0; e < 6; e++) number = number * 5 + opNumber(cell[e]);
  return number;
}

/** The part of a published string for a head node: 5, 25 or 125 texts, by the numbers of their operators. Joined: texts made of pieces compare slowly. */
function segmentsOf(head: number): readonly string[] {
  let lists: string[][] = [[head === 1 ? '|' : '+|']];
  for (let tail = 0; tail < head; tail++) lists = lists.flatMap((list) => nasBench201Ops.map((op) => [...list, op, `~${tail}|`]));
  return lists.map((list) => list.join(''));
}
/** The text of the first three operators, and of the last three. */
const heads = segmentsOf(1).flatMap((first) => segmentsOf(2).map((second) => [first, second].join('')));
const tails = segmentsOf(3);

/** `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|` */
export function encodeNasBench201(cell: NasBench201Cell): string {
  const number = cellNumber(cell);
  return heads[Math.floor(number / 125)] + tails[number % 125];
}

/** The number of the operator that a text has at a place, going by the letters that tell the five apart. */
function opNumberAt(text: string, place: number): number {
  const letter = text.charCodeAt(place);
  if (letter === 115) return 1; // s
  if (letter === 97) return 4; // a
  if (text.charCodeAt(place + 2) === 110) return 0; // non
  return text.charCodeAt(place + 9) === 49 ? 2 : 3; // nor_conv_1
}

/** Letters from an operator's place to the next one of its node; two more to that of the next node. */
const steps = nasBench201Ops.map((op) => op.length + 3);
const gaps = [2, 0, 2, 0, 0, 0];

/**
 * Reads the published string, NASLib's tuple written `naslib:(4,0,3,1,4,3)`, or an index of the benchmark such as `13714`.
 * @throws a data error that names the first wrong place.
 */
export function decodeNasBench201(text: string): NasBench201Cell {
  // Guessed from a few letters, then compared in full: four times as fast as to look up its parts.
  const cell = new Array<NasBench201Op>(6);
  let number = 0;
  for (let e = 0, place = 1; e < 6; e++) {
    const op = opNumberAt(text, place);
    cell[e] = nasBench201Ops[op];
    number = number * 5 + op;
    place += steps[op] + gaps[e];
  }
  const head = heads[Math.floor(number / 125)];
  const tail = tails[number % 125];
  // Without joining the two, which takes memory for each cell.
  return text.length === head.length + tail.length && text.startsWith(head) && text.endsWith(tail) ? cell : decodeOtherwise(text);
}

/** NATS-Bench and NAS-Bench-201 number the cells in this order: all of them, shuffled by Python with the seed that their code fixes. */
let official: Uint32Array | undefined;

/** The cell of an index of the benchmark's API, 0 to 15,624. */
function officialCell(index: number): NasBench201Cell {
  if (index >= 15_625) throw dataError('nas-bench-201 architecture', { expected: 'an index from 0 to 15624', got: `${index}` });
  return numberedCell((official ??= pythonShuffle(15_625, 88))[index]);
}

/** Tokens between the bars of a published string: which edge each place holds, or the text it must be. */
const tokenPlaces: readonly (number | string)[] = ['', 0, '+', 1, 2, '+', 3, 4, 5, ''];

/** Reads NASLib's tuple or an index, or throws the error for the string. */
function decodeOtherwise(text: string): NasBench201Cell {
  if (/^\d{1,6}$/.test(text)) return officialCell(Number(text));
  if (text.startsWith('naslib:'))
    return fromNaslibTuple(
      text
        .slice(7)
        .replace(/[()[\]\s]/g, '')
        .split(',')
        .map(Number),
    );
  const tokens = text.split('|');
  if (tokens.length !== tokenPlaces.length) throw malformed(text);
  for (const [i, place] of tokenPlaces.entries()) {
    const [op, tail] = tokens[i].split('~');
    if (typeof place === 'string' ? tokens[i] !== place : false) throw malformed(text);
    if (typeof place === 'number' && (tail !== String(edges[place][0]) || !(nasBench201Ops as readonly string[]).includes(op)))
      throw unknownToken(text, tokens[i], place);
  }
  throw malformed(text);
}

function malformed(text: string): Error {
  const hint = /^[([]/.test(text) ? 'a NASLib tuple is written naslib:(4,0,3,1,4,3)' : undefined;
  return dataError('nas-bench-201 architecture', {
    expected: '|op~0|+|op~0|op~1|+|op~0|op~1|op~2|',
    got: quote(text, 120),
    hint,
  });
}

function unknownToken(text: string, token: string, edge: number): Error {
  const [tail, head] = edges[edge];
  const [op, source] = token.split('~');
  const where = `nas-bench-201 architecture ${quote(text, 120)}`;
  if ((nasBench201Ops as readonly string[]).includes(op)) {
    return dataError(where, {
      expected: `"${op}~${tail}" on edge ${tail}->${head}`,
      got: quote(token),
      hint: source === undefined ? 'the number after ~ is the tail node' : undefined,
    });
  }
  const near = suggest(op, nasBench201Ops);
  return dataError(where, {
    expected: `an op on edge ${tail}->${head}`,
    got: quote(op),
    hint: near === undefined ? `ops: ${nasBench201Ops.join(', ')}` : `did you mean "${near}"?`,
  });
}
