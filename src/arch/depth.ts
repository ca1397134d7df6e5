import { definitionOf, inferShapes, inputShapes } from './infer.js';
import type { Architecture } from './types.js';

/**
 * Layers with weights (convolutions, linear layers; no norms) along the longest path from an input to an output.
 * Branches that reach no output do not count. @throws a data error where shapes do not fit.
 */
export function countDepth(architecture: Architecture): number {
  const shapes = inferShapes(architecture, 1);
  const depths = new Map<string, number>();
  for (const node of architecture.nodes) {
    const inputs = inputShapes(node, shapes);
    const isLayer =
      definitionOf(node)
        .parameters?.(node.attrs, inputs)
        .some(({ role }) => role === 'weight') ?? false;
    depths.set(node.id, node.inputs.reduce((most, id) => Math.max(most, depths.get(id) ?? 0), 0) + (isLayer ? 1 : 0));
  }
  return architecture.outputs.reduce((most, id) => Math.max(most, depths.get(id) ?? 0), 0);
}
