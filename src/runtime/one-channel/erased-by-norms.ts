/**
 * Whether norms leave nothing of the input: with one constant weight all channels behind a layer are equal, and a layer norm over equal channels
 * is zero. So where every path from the input to the output crosses such a norm, as in most transformers, the output is the same for all images.
 */
import { inferShapes } from '../../arch/infer.js';
import type { ArchNode, Architecture } from '../../arch/types.js';

/** Asked of networks whose outputs were found to be equal. */
export function isErasedByNorms(architecture: Architecture): boolean {
  const { inputs, nodes, outputs } = architecture;
  const shapes = inferShapes(architecture, 1);
  const erases = (node: ArchNode): boolean => {
    if (node.op !== 'layerNorm') return false;
    const { axis } = node.attrs;
    return axis === -1 || axis === (shapes.get(node.id)?.length ?? 0) - 1;
  };
  const reached = new Set(inputs.map(({ id }) => id));
  let norms = 0;
  for (const node of nodes) {
    if (!node.inputs.some((id) => reached.has(id))) continue;
    if (erases(node)) norms++;
    else reached.add(node.id);
  }
  return norms > 0 && !outputs.some((id) => reached.has(id));
}
