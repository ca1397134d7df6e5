/** The state dict that a PyTorch module loads with `strict=True`. */
import { requireFields } from '../core/require-shape.js';
import type { Weights } from '../arch/weights.js';
import type { PyTorchModule } from './to-pytorch.js';
import type { NamedTensor } from './write-safetensors.js';

/**
 * A model's weights under the keys of its PyTorch module's state dict. Batch norms without running statistics get those PyTorch
 * begins with (mean 0, variance 1, no batches seen); learned tensors without values are left out.
 */
export async function stateDictOf(module: PyTorchModule, weights: Weights): Promise<NamedTensor[]> {
  requireFields('module', 'a module, as toPyTorch writes it', module, 'keys');
  const tensors: NamedTensor[] = [];
  for (const { node, parameter, key, initial } of module.keys) {
    const stored = weights.get(node)?.[parameter];
    if (stored !== undefined) tensors.push({ name: key, shape: stored.shape, values: await stored.load() });
    else if (initial !== undefined) tensors.push({ name: key, ...initial });
  }
  return tensors;
}
