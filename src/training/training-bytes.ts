import { must } from '../core/must.js';
import { countCost } from '../arch/cost.js';
import { inferShapes } from '../arch/infer.js';
import { product } from '../arch/ops/shapes.js';
import type { Architecture } from '../arch/types.js';
import { optimizers } from './optimizers/index.js';
import type { TrainingSettings } from './types.js';

/**
 * About how much memory a step needs: what every node computes is kept until its gradient is known; the gradients that live meanwhile are no
 * more than what nodes that compute the same, or nothing, are counted too much. Beside it the largest convolution's columns, one a tap of its
 * kernel; then the weights, the new ones, their gradient and both generations of what the optimizer remembers. Two networks of NAS-Bench-201
 * took 0.7 of this.
 */
export function trainingBytes(
  architecture: Architecture,
  { batch, optimizer }: Pick<TrainingSettings, 'batch' | 'optimizer'>,
): number {
  const shapes = inferShapes(architecture, 1);
  let kept = 0;
  let columns = 0;
  for (const node of architecture.nodes) {
    kept += product(shapes.get(node.id) ?? [0]);
    if (node.op !== 'conv') continue;
    const [, channels = 0] = shapes.get(must(node.inputs[0], 'an input')) ?? [];
    const pixels = product((shapes.get(node.id) ?? [0]).slice(2));
    columns = Math.max(columns, channels * product(node.attrs.kernel) * pixels);
  }
  const vectors = 4 + 2 * optimizers[optimizer].memory.length;
  return 4 * (batch * (kept + columns) + vectors * countCost(architecture).params);
}
