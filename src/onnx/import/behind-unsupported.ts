/** Which values come from something that could not be translated: a fault there is often only a consequence. */
import type { Draft } from './draft.js';
import type { NodeValue } from './values.js';

export interface BehindUnsupported {
  /** This value stands for what could not be translated. */
  mark(value: NodeValue): void;
  /** Whether one of these values is computed from a marked one. */
  includes(values: readonly NodeValue[]): boolean;
}

/** Every node of the draft is looked at once, however often it is asked. */
export function createBehindUnsupported({ nodes }: Pick<Draft, 'nodes'>): BehindUnsupported {
  const behind = new Set<string>();
  let seen = 0;
  return {
    mark: ({ id }) => void behind.add(id),
    includes(values) {
      if (behind.size === 0) return false;
      for (; seen < nodes.length; seen++) {
        const node = nodes[seen];
        if (node?.inputs.some((id) => behind.has(id)) === true) behind.add(node.id);
      }
      return values.some(({ id }) => behind.has(id));
    },
  };
}
