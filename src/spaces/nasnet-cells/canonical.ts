/**
 * One genotype for all that differ only in the numbers of their nodes and the order of a node's two terms: of all ways to
 * number the nodes in topological order, the one whose list of terms comes first.
 */
import type { CellTerms, NasnetGenotype, Term } from './genotype.js';

type Code = readonly [string, number, string, number];

/** By the node read, then by operator. */
function compareTerms(a: Term, b: Term): number {
  return a[1] - b[1] || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
}

function compareCodes(a: Code, b: Code): number {
  for (let i = 0; i < 4; i++) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

function canonicalCell(terms: CellTerms): CellTerms {
  const last = 1 + terms.length / 2;
  let best: Code[] | undefined;
  /** `places[node]` is the new number of a node already placed. */
  const extend = (places: ReadonlyMap<number, number>, codes: readonly Code[]): void => {
    if (places.size === last + 1) {
      if (best === undefined || compareLists(codes, best) < 0) best = [...codes];
      return;
    }
    const ready: { node: number; code: Code }[] = [];
    for (let node = 2; node <= last; node++) {
      if (places.has(node)) continue;
      const own = [terms[2 * (node - 2)], terms[2 * (node - 2) + 1]];
      if (!own.every(([, input]) => places.has(input))) continue;
      const [first, second] = own.map(([op, input]): Term => [op, places.get(input) as number]).sort(compareTerms);
      ready.push({ node, code: [first[0], first[1], second[0], second[1]] });
    }
    const least = ready.map(({ code }) => code).reduce((a, b) => (compareCodes(b, a) < 0 ? b : a));
    for (const { node, code } of ready) {
      if (compareCodes(code, least) === 0) extend(new Map(places).set(node, places.size), [...codes, code]);
    }
  };
  extend(new Map([[0, 0], [1, 1]]), []);
  return (best ?? []).flatMap(([op, input, otherOp, otherInput]): Term[] => [[op, input], [otherOp, otherInput]]);
}

function compareLists(a: readonly Code[], b: readonly Code[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareCodes(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** The representative of a genotype's class. */
export function canonicalNasnet(genotype: NasnetGenotype): NasnetGenotype {
  return { ...genotype, normal: canonicalCell(genotype.normal), reduce: canonicalCell(genotype.reduce) };
}
