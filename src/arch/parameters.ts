import { definitionOf, inferShapes, inputShapes } from './infer.js';
import type { ParameterSpec } from './ops/types.js';
import type { Architecture, Shape } from './types.js';

/** One learned tensor of a network, as one node uses it. */
export interface Parameter extends ParameterSpec {
  /** The tensor's name: the id of the node that owns it and its name there. Nodes that share a tensor have the same key. */
  readonly key: string;
  /** The node that uses it. */
  readonly node: string;
  /** Place among the tensors of role `weight` in definition order, from 1; for other roles, that of the last weight before it. */
  readonly weightNumber: number;
}

/** The key of a tensor that the node owns. */
export function parameterKey(node: string, parameter: string): string {
  return `${node}/${parameter}`;
}

/**
 * The learned tensors of every node that has some, by node id, in definition order. Nodes that reach no output are included. A shared
 * tensor is listed at each node that uses it, with the role and scale that it has at its owner.
 * @throws a data error where shapes do not fit.
 */
export function parametersOf(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape> = inferShapes(architecture, 1),
): Map<string, readonly Parameter[]> {
  const byNode = new Map<string, readonly Parameter[]>();
  const byKey = new Map<string, Parameter>();
  let weightNumber = 0;
  for (const node of architecture.nodes) {
    const specs = definitionOf(node).parameters?.(node.attrs, inputShapes(node, shapes)) ?? [];
    if (specs.length === 0) continue;
    byNode.set(
      node.id,
      specs.map((spec) => {
        const shared = byKey.get(node.shares?.[spec.name] ?? '');
        if (shared !== undefined) return { ...shared, name: spec.name, node: node.id };
        if (spec.role === 'weight') weightNumber++;
        const parameter = { ...spec, key: parameterKey(node.id, spec.name), node: node.id, weightNumber };
        byKey.set(parameter.key, parameter);
        return parameter;
      }),
    );
  }
  return byNode;
}
