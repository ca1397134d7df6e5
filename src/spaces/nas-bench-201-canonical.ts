/** The unique string of what a cell of NAS-Bench-201 computes, from tables of the terms into each node, made when the first one is requested. */
import { cellNumber, nasBench201Ops, type NasBench201Cell, type NasBench201Op } from './nas-bench-201-cell.js';

let canonicalOf: ((number: number) => string) | undefined;

/**
 * The benchmark's own unique string (`to_unique_str(consider_zero=True)`): 6,466 distinct ones.
 * Skips pass their source through, `none` and what follows a dead node is `#`, terms are sorted.
 */
export function canonicalNasBench201(cell: NasBench201Cell): string {
  return (canonicalOf ??= createCanonicals())(cellNumber(cell));
}

function term(source: string, op: NasBench201Op): string {
  if (op === 'none' || source === '#') return '#';
  return op === 'skip_connect' ? source : `(${source})@${op}`;
}
const termsOf = (source: string): readonly string[] => nasBench201Ops.map((op) => term(source, op));

/** The terms of nodes 0 and 1 in order, and the texts around a third. */
interface Pair {
  readonly low: string;
  readonly high: string;
  readonly after: string;
  readonly before: string;
  readonly between: string;
  readonly both: string;
}
function pairOf(a: string, b: string): Pair {
  const [low, high] = [a, b].sort();
  return { low, high, after: `+${low}+${high}`, before: `${low}+`, between: `+${high}`, both: `${low}+${high}+` };
}

/** The third term among its pair. Pieces are added: to join a list takes twice the time of a first pass. */
function joinSorted({ low, high, after, before, between, both }: Pair, third: string): string {
  if (third <= low) return third + after;
  return third <= high ? before + third + between : both + third;
}

/** Equal texts have one number, from 0. */
function numbersOf(texts: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return texts.map((text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
}

function createCanonicals(): (number: number) => string {
  const termsOfInput = termsOf('0');
  const termsOfNode1 = termsOfInput.map(termsOf);
  /** By the operators of edges 0-1, 0-3 and 1-3. */
  const pairs = termsOfNode1.flatMap((terms) => termsOfInput.flatMap((a) => terms.map((b) => pairOf(a, b))));
  /** The third term, that of node 2: by the operators of edges 0-1, 0-2, 1-2 and 2-3. */
  const thirds = termsOfInput.flatMap((node1) =>
    termsOfInput.flatMap((direct) => termsOf(node1).flatMap((through) => termsOf([direct, through].sort().join('+')))),
  );
  const pairNumbers = numbersOf(pairs.map(({ both }) => both));
  const thirdNumbers = numbersOf(thirds);
  const differentThirds = Math.max(...thirdNumbers) + 1;
  /** By the numbers of the terms into node 3: the same text each time, so that whoever looks it up has its hash. */
  const canonicals = new Array<string | undefined>((Math.max(...pairNumbers) + 1) * differentThirds).fill(undefined);
  return (number) => {
    const pair = Math.floor(number / 3125) * 25 + (Math.floor(number / 5) % 25);
    const third = Math.floor(number / 125) * 5 + (number % 5);
    return (canonicals[pairNumbers[pair] * differentThirds + thirdNumbers[third]] ??= joinSorted(pairs[pair], thirds[third]));
  };
}
