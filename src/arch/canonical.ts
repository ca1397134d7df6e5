/**
 * A hash of what an architecture computes. Colour refinement over the network's terms, forwards and backwards until nothing
 * splits further, then SHA-256 of the refined graph (Weisfeiler and Leman 1968, as NAS-Bench-101's hash, but exact in wiring,
 * operand order and multiplicity).
 */
import { must } from '../core/must.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { termsOf, type Term, type Terms } from './terms.js';
import type { Architecture } from './types.js';

/**
 * 64 hexadecimal digits, equal for architectures that differ only in
 *   - names of inputs, nodes, groups and of the architecture; the groups themselves
 *   - the order of nodes within topological order
 *   - the order of operands of commutative operators (add, mul)
 *   - identity nodes and sums of one term
 *   - exact zeros: which branch was multiplied away, whether a sum still names it
 *   - operators without weights computed once or several times from the same inputs
 *   - nodes that reach no output
 * and different if an op, an attribute as written (axis -1 is not axis 3), the wiring, the number and order of inputs and outputs, a
 * shape of an input, or the sharing of a node with weights (used twice or copied) differs. So equal hashes mean the same function of inputs
 * and weights, with one exception: wirings among several interchangeable weighted nodes that no colouring distinguishes (six equal
 * branches summed pairwise in one ring or in two rings of three).
 * @throws a data error if shapes do not fit.
 */
export function canonicalHash(architecture: Architecture): string {
  const { terms, outputs } = termsOf(architecture);
  const colours = refine({ terms, outputs });
  const lines = terms.map((term, i) => `${colours[i]}: ${term.label} (${inputColours(term, colours).join(' ')})`).toSorted();
  return bytesToHex(sha256(utf8ToBytes([...lines, `-> ${outputs.map((i) => colours[i]).join(' ')}`].join('\n'))));
}

/** A term that reads another, and as which operand. */
interface Consumer {
  readonly term: number;
  readonly operand: number;
}

/**
 * Colours of all terms: numbers that depend on a term's place in the graph and on nothing else. A sweep colours rank by rank (by
 * longest path), so that one sweep carries a difference through the whole depth.
 */
function refine({ terms, outputs }: Terms): number[] {
  const termAt = (i: number): Term => must(terms[i], 'a term');
  const consumers: Consumer[][] = terms.map(() => []);
  const consumersOf = (i: number): Consumer[] => must(consumers[i], 'the consumers of a term');
  for (const [term, { inputs, commutative }] of terms.entries()) {
    for (const [operand, input] of inputs.entries()) consumersOf(input).push({ term, operand: commutative ? 0 : operand });
  }
  const outputsOf = terms.map((_, i) => outputs.flatMap((output, place) => (output === i ? [place] : [])).join(' '));
  const depth: number[] = [];
  const height: number[] = [];
  const above = (levels: readonly number[], i: number): number => must(levels[i], 'the level of a term') + 1;
  for (const [i, { inputs }] of terms.entries())
    depth[i] = inputs.reduce((most, input) => Math.max(most, above(depth, input)), 0);
  for (let i = terms.length - 1; i >= 0; i--)
    height[i] = consumersOf(i).reduce((most, { term }) => Math.max(most, above(height, term)), 0);
  const forwards = ranks(depth);
  const backwards = ranks(height);

  let colours = recolour([terms.map((_, i) => i)], (i) => termAt(i).label);
  for (let count = 0; ;) {
    const now = colours.slice();
    recolour(forwards, (i) => `${colours[i]} ${inputColours(termAt(i), now).join(' ')}`, now);
    colours = now.slice();
    recolour(
      backwards,
      (i) =>
        `${now[i]} ${outputsOf[i]}|${consumersOf(i)
          .map(({ term, operand }) => `${colours[term]}.${operand}`)
          .toSorted()
          .join(' ')}`,
      colours,
    );
    const found = new Set(colours).size;
    if (found === count) return colours;
    count = found;
  }
}

function inputColours({ inputs, commutative }: Term, colours: readonly number[]): number[] {
  const given = inputs.map((input) => must(colours[input], 'the colour of an input'));
  return commutative ? given.toSorted((a, b) => a - b) : given;
}

/** Terms of each rank, from rank 0. */
function ranks(rankOf: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const [i, rank] of rankOf.entries()) (groups[rank] ??= []).push(i);
  return groups;
}

/** Numbers the distinct keys of each rank in alphabetical order, after those of the ranks before; later ranks may read earlier ones. */
function recolour(groups: readonly (readonly number[])[], keyOf: (i: number) => string, colours: number[] = []): number[] {
  let next = 0;
  for (const group of groups) {
    const keyed = group.map((i) => ({ i, key: keyOf(i) }));
    const numbers = new Map([...new Set(keyed.map(({ key }) => key))].toSorted().map((key, place) => [key, next + place]));
    for (const { i, key } of keyed) colours[i] = must(numbers.get(key), 'the number of a key');
    next += numbers.size;
  }
  return colours;
}
