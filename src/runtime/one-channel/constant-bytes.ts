/**
 * About how much memory the constant-weight runtime needs at least: the images as it copies them, and the maps of the largest window, one channel
 * each, of which one is read while the other is written. Sums, norms and activations are views of maps.
 */
import { definitionOf, inferShapes, inputShapes } from '../../arch/infer.js';
import { product } from '../../arch/ops/shapes.js';
import type { Architecture, Shape } from '../../arch/types.js';
import type { Arithmetic } from './types.js';

/** What kernels can address: maps beyond it have no place. */
export const mostMapBytes = 2 ** 32;

/** Numbers of a batch below which nothing is estimated: most networks are, and shapes cost more than a small network's pass. */
const smallBatch = 2 ** 24;

export interface ConstantBytes {
  readonly images: number;
  readonly maps: number;
}

/** @param shape of the images. Undefined: so little that nothing is estimated. */
export function constantBytes(
  architecture: Architecture,
  shape: readonly number[],
  samples: number,
  arithmetic: Arithmetic,
): ConstantBytes | undefined {
  const numbers = samples * product(shape);
  if (numbers < smallBatch) return undefined;
  const shapes = inferShapes(architecture, 1);
  const mapBytes = (own: Shape): number => (own.length === 4 ? 4 * samples * product(own.slice(2)) : 0);
  const maps = architecture.nodes
    .filter((node) => ['conv', 'pool'].includes(definitionOf(node).role))
    .map((node) => mapBytes(shapes.get(node.id) ?? []) + mapBytes(inputShapes(node, shapes)[0] ?? []));
  return { images: (arithmetic === 'float32' ? 4 : 8) * numbers, maps: maps.reduce((most, bytes) => Math.max(most, bytes), 0) };
}
