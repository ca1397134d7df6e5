/**
 * Operations as tensorwatch's ModelStats counts them, which NASLib and NAS-Bench-Suite-Zero publish as "flops": multiply-accumulates of
 * convolutions and linear layers without their biases, 2 for each output element of a batch norm, 1 of a ReLU, kernel area of a pool, and
 * (height + 1)(width + 1) a channel for a global pool. Counting pools makes it rank cells differently than multiply-accumulates do.
 */
import { definitionOf, inferShapes, inputShapes } from '../arch/infer.js';
import { firstShape, product } from '../arch/ops/shapes.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';

export function countOperations(architecture: Architecture): number {
  const shapes = inferShapes(architecture, 1);
  return architecture.nodes.reduce(
    (sum, node) => sum + operationsOf(node, inputShapes(node, shapes), shapes.get(node.id) as Shape),
    0,
  );
}

function operationsOf(node: ArchNode, inputs: readonly Shape[], output: Shape): number {
  const { role, macs } = definitionOf(node);
  const elements = product(output);
  const attrs = node.attrs as { readonly bias?: boolean; readonly kernel?: readonly number[] };
  switch (role) {
    case 'conv':
      return (macs?.(node.attrs, inputs, output) ?? 0) - (attrs.bias === true ? elements : 0);
    case 'norm':
      return 2 * elements;
    case 'activation':
      return elements;
    case 'pool':
      return (
        elements *
        (attrs.kernel === undefined
          ? product(
              firstShape(inputs)
                .slice(2)
                .map((length) => length + 1),
            )
          : product(attrs.kernel))
      );
    default:
      return macs?.(node.attrs, inputs, output) ?? 0;
  }
}
