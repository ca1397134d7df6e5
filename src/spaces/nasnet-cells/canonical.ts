import { canonicalDag } from '../canonical-dag.js';
import type { CellTerms, NasnetGenotype, Term } from './genotype.js';

function canonicalCell(terms: CellTerms): CellTerms {
  const nodes = Array.from({ length: terms.length / 2 }, (_, i) => terms.slice(2 * i, 2 * i + 2));
  return canonicalDag(2, nodes, { keepLast: false }).flat() as Term[];
}

/** One genotype for all that differ only in the numbers of their nodes and the order of a node's two terms. */
export function canonicalNasnet(genotype: NasnetGenotype): NasnetGenotype {
  return { ...genotype, normal: canonicalCell(genotype.normal), reduce: canonicalCell(genotype.reduce) };
}
