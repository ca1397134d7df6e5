import { canonicalDag, type DagTerm } from '../canonical-dag.js';
import {
  cellKinds,
  concatOf,
  hasConcat,
  noOp,
  withCell,
  type CellTerms,
  type NasnetGenotype,
  type NasnetRules,
} from './genotype.js';
import { termOf } from './term.js';

/** Marks a concatenated node among its terms, if the genotype names the concatenated nodes. */
const concatenated: DagTerm = ['\0concatenated', 0];

/** The terms of each node; an edge without effect is written as if it read node 0. */
function nodesOf(terms: CellTerms): DagTerm[][] {
  return Array.from({ length: terms.length / 2 }, (_, i) =>
    terms.slice(2 * i, 2 * i + 2).map(([op, input]): DagTerm => (op === noOp ? [noOp, 0] : [op, input])),
  );
}

/** One genotype for all that differ only in the numbers of their nodes, the order of a node's two terms, and what edges without effect read. */
export function canonicalNasnet(genotype: NasnetGenotype, output: NasnetRules['output']): NasnetGenotype {
  let canonical = genotype;
  for (const kind of cellKinds) {
    const nodes = nodesOf(genotype[kind]);
    if (hasConcat(genotype, kind)) for (const node of concatOf(genotype, kind, output)) nodes[node - 2]?.push(concatenated);
    const listed = canonicalDag(2, nodes, { keepLast: false });
    const concat = hasConcat(genotype, kind)
      ? listed.flatMap((terms, i) => (terms.some(([op]) => op === concatenated[0]) ? [i + 2] : []))
      : undefined;
    const terms = listed.flatMap((own) => own.filter(([op]) => op !== concatenated[0]).map(([op, input]) => termOf(op, input)));
    canonical = withCell(canonical, kind, terms, { concat, output });
  }
  return canonical;
}
