import type { Weights } from '../arch/weights.js';
import type { PyTorchModule } from './to-pytorch.js';
import type { NamedTensor } from './write-safetensors.js';

/** A model's weights under the keys of its PyTorch module's state dict; tensors without values are left out. */
export async function stateDictOf({ keys }: PyTorchModule, weights: Weights): Promise<NamedTensor[]> {
  const tensors: NamedTensor[] = [];
  for (const { node, parameter, key } of keys) {
    const stored = weights.get(node)?.[parameter];
    if (stored !== undefined) tensors.push({ name: key, shape: stored.shape, values: await stored.load() });
  }
  return tensors;
}
