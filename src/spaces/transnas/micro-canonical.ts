import { must } from '../../core/must.js';

/**
 * Micro cells that compute the same function get the same text. A skip between inner nodes passes its source on; a skip from
 * node 0 does not, because it is a convolution if the cell changes the shape; zeros and nodes that only they reach are dropped.
 * The text holds the output as a sum of terms and, once each, all operators it uses, so that one operator used twice differs from two equal ones.
 */
interface Operator {
  /** The term that it computes, with its sources written out. */
  readonly term: string;
  readonly inputs: readonly Operator[];
}

/** @param ops digits of edges (0,1) (0,2) (1,2) (0,3) (1,3) (2,3): 0 zero, 1 skip, other operators. */
export function canonicalMicroCell(ops: readonly number[]): string {
  const nodes: Operator[][] = [];
  for (let head = 1, e = 0; head < 4; head++) {
    const terms: Operator[] = [];
    for (let tail = 0; tail < head; tail++, e++) {
      const source = tail === 0 ? undefined : nodes[tail - 1];
      if (ops[e] === 0 || source?.length === 0) continue;
      if (ops[e] === 1 && source !== undefined) terms.push(...source);
      else terms.push({ term: `${ops[e]}(${source === undefined ? '' : sumOf(source)})`, inputs: source ?? [] });
    }
    nodes.push(terms);
  }
  const used = new Set<Operator>();
  const visit = (operator: Operator): void => {
    if (used.has(operator)) return;
    used.add(operator);
    operator.inputs.forEach(visit);
  };
  const last = must(nodes[2], 'the last node');
  last.forEach(visit);
  return `${sumOf(last)} with ${[...used]
    .map(({ term }) => term)
    .sort()
    .join(' ')}`;
}

function sumOf(terms: readonly Operator[]): string {
  return terms
    .map(({ term }) => term)
    .sort()
    .join('+');
}
