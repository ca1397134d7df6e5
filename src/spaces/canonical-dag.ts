/**
 * Numbers the nodes of a small directed acyclic graph so that graphs that differ only in the numbers of their nodes and the order of each node's terms come
 * out the same: of all topological orders, it takes the one whose list of terms comes first. Exact; only nodes that look the same are tried in turn, and of
 * those that read the same and are read by the same only one, because they are exchangeable.
 */

/** An operator applied to an earlier node. */
export type DagTerm = readonly [op: string, input: number];

function compareTerms(a: DagTerm, b: DagTerm): number {
  return a[1] - b[1] || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
}

function compareNodes(a: readonly DagTerm[], b: readonly DagTerm[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareTerms(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareLists(a: readonly (readonly DagTerm[])[], b: readonly (readonly DagTerm[])[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareNodes(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * The terms of every node in canonical order, sorted, inputs renumbered.
 * @param sources how many nodes come first and keep their numbers.
 * @param nodes the terms of nodes `sources`, `sources` + 1, ...; a term's input is smaller than its node.
 * @param keepLast whether the last node stays last (it is the output).
 */
export function canonicalDag(
  sources: number,
  nodes: readonly (readonly DagTerm[])[],
  { keepLast }: { readonly keepLast: boolean },
): (readonly DagTerm[])[] {
  const end = sources + nodes.length - 1;
  /** The readers of each node, with their operators. */
  const readers: string[][] = Array.from({ length: end + 1 }, () => []);
  nodes.forEach((terms, i) => {
    for (const [op, input] of terms) readers[input].push(`${sources + i} ${op}`);
  });
  const readersOf = readers.map((own) => own.sort().join(','));
  let best: (readonly DagTerm[])[] | undefined;
  /** `places.get(node)` is the new number of a node already placed. */
  const extend = (places: ReadonlyMap<number, number>, listed: readonly (readonly DagTerm[])[]): void => {
    if (listed.length === nodes.length) {
      if (best === undefined || compareLists(listed, best) < 0) best = [...listed];
      return;
    }
    const ready: { node: number; terms: readonly DagTerm[] }[] = [];
    for (let node = sources; node <= end; node++) {
      const own = nodes[node - sources];
      if (places.has(node) || (keepLast && node === end && listed.length < nodes.length - 1)) continue;
      if (own.every(([, input]) => places.has(input)))
        ready.push({ node, terms: own.map(([op, input]): DagTerm => [op, places.get(input) as number]).sort(compareTerms) });
    }
    const least = ready.map(({ terms }) => terms).reduce((a, b) => (compareNodes(b, a) < 0 ? b : a));
    const tried = new Set<string>();
    for (const { node, terms } of ready) {
      if (compareNodes(terms, least) !== 0 || tried.has(readersOf[node])) continue;
      tried.add(readersOf[node]);
      extend(new Map(places).set(node, places.size), [...listed, terms]);
    }
  };
  extend(new Map(Array.from({ length: sources }, (_, i) => [i, i])), []);
  return best ?? [];
}
