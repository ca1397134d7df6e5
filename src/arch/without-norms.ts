import { definitionOf } from './infer.js';
import type { ArchNode, Architecture } from './types.js';

/** The network with its norms passed over: each stands as an identity, so that names and shapes stay. `isLeftOut`: which; all norms unless given. */
export function withoutNorms(
  architecture: Architecture,
  isLeftOut: (node: ArchNode) => boolean = (node) => definitionOf(node).role === 'norm',
): Architecture {
  const plain = (node: ArchNode): ArchNode => (isLeftOut(node) ? ({ ...node, op: 'identity', attrs: {} } as ArchNode) : node);
  return { ...architecture, nodes: architecture.nodes.map(plain) };
}
