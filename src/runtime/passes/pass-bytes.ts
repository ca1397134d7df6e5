import { countCost } from '../../arch/cost.js';
import { peakActivationBytes } from '../../arch/memory/file-order-peak.js';
import type { Architecture } from '../../arch/types.js';

/**
 * About how much memory a forward pass needs: twice the activations at the fullest moment, because readings and the runtime's blocked layouts
 * hold copies, and four copies of the weights (drawn, in the model, in the session, rearranged for its kernels).
 */
export function passBytes(architecture: Architecture, samples: number): number {
  return 2 * samples * peakActivationBytes(architecture) + 16 * countCost(architecture).params;
}
