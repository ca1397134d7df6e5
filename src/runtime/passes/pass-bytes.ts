import { countCost } from '../../arch/cost.js';
import { inferShapes } from '../../arch/infer.js';
import { peakActivationBytes } from '../../arch/memory/file-order-peak.js';
import { product } from '../../arch/ops/shapes.js';
import type { Architecture } from '../../arch/types.js';

/**
 * About how much memory a pass needs: twice the activations at the fullest moment, because readings and the runtime's blocked layouts
 * hold copies, and four copies of the weights (drawn, in the model, in the session, rearranged for its kernels). A backward pass reads
 * activations again, so all of them are kept until it has.
 */
export function passBytes(architecture: Architecture, samples: number, goesBack = false): number {
  const activations = goesBack ? allActivationBytes(architecture) : peakActivationBytes(architecture);
  return 2 * samples * activations + 16 * countCost(architecture).params;
}

/** Of every node of one sample. */
function allActivationBytes(architecture: Architecture): number {
  const shapes = inferShapes(architecture, 1);
  return architecture.nodes.reduce((sum, { id }) => sum + 4 * product(shapes.get(id) ?? [0]), 0);
}
