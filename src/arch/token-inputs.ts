/** Inputs that hold tokens: integers that only embeddings read. */
import type { Architecture } from './types.js';

/** How many different tokens each such input may hold, by its id. */
export function tokenInputsOf({ inputs, nodes, outputs }: Architecture): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of inputs) {
    const readers = nodes.filter((node) => node.inputs.includes(id));
    const tables = readers.flatMap(({ op, attrs }) => (op === 'embedding' ? [attrs.count] : []));
    if (tables.length > 0 && tables.length === readers.length && !outputs.includes(id))
      counts.set(
        id,
        tables.reduce((least, count) => Math.min(least, count)),
      );
  }
  return counts;
}
