import { definitionOf, inferShapes, inputShapes } from './infer.js';
import type { ParameterSpec } from './ops/types.js';
import type { Architecture, Shape } from './types.js';

/** One learned tensor of a network. */
export interface Parameter extends ParameterSpec {
  /** Unique in its network: the node's id and the tensor's name. */
  readonly key: string;
  readonly node: string;
  /** Place among the tensors of role `weight` in definition order, from 1; for other roles, that of the last weight before it. */
  readonly weightNumber: number;
}

/**
 * The learned tensors of every node that has some, by node id, in definition order. Nodes that reach nothing are included.
 * @throws a data error where shapes do not fit.
 */
export function parametersOf(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape> = inferShapes(architecture, 1),
): Map<string, readonly Parameter[]> {
  const byNode = new Map<string, readonly Parameter[]>();
  let weightNumber = 0;
  for (const node of architecture.nodes) {
    const specs = definitionOf(node).parameters?.(node.attrs, inputShapes(node, shapes)) ?? [];
    if (specs.length === 0) continue;
    byNode.set(
      node.id,
      specs.map((spec) => {
        if (spec.role === 'weight') weightNumber++;
        return { ...spec, key: `${node.id}/${spec.name}`, node: node.id, weightNumber };
      }),
    );
  }
  return byNode;
}
