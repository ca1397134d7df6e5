/**
 * Moves between structures. ZenNAS redraws all of a block at once; here a move changes one property of one block to a value of the published
 * lists, or splits a block in two, as ZenNAS does with long ones. Samples redraw every block of the published initial
 * structure once: the space has no uniform distribution, because only a budget bounds its channels.
 */
import type { Rng } from '../../core/rng.js';
import {
  countLayers,
  decodeZen,
  MAX_CHANNELS,
  roundTo8,
  zenExpansions,
  zenKernels,
  type ZenBlock,
  type ZenStructure,
} from './zen-blocks.js';

const factors = [2.5, 2, 1.5, 1.25, 1, 1 / 1.25, 1 / 1.5, 1 / 2, 1 / 2.5];

/** From scripts/Zen_NAS_ImageNet_flops400M.sh. */
const initial = decodeZen(
  'SuperConvK3BNRELU(3,8,2,1)SuperResIDWE6K3(8,32,2,8,1)SuperResIDWE6K3(32,48,2,32,1)SuperResIDWE6K3(48,96,2,48,1)SuperResIDWE6K3(96,128,2,96,1)SuperConvK1BNRELU(128,2048,1,1)',
  'zen',
);

function channelChoices(channels: number): number[] {
  return [...new Set(factors.map((factor) => roundTo8(Math.max(8, channels * factor))))].filter(
    (choice) => choice <= MAX_CHANNELS,
  );
}

function layerChoices(layers: number): number[] {
  return [layers, layers + 1, layers + 2, layers - 1, layers - 2].filter((choice) => choice > 0);
}

export function sampleZen(maxLayers: number, rng: Rng): ZenStructure {
  for (;;) {
    const structure = initial.map((block): ZenBlock => {
      if (block.kind === 'conv')
        return block.kernel === 1 ? block : { ...block, channels: rng.pick(channelChoices(block.channels)) };
      // The initial structure has none.
      if (block.kind === 'residual') return block;
      return {
        ...block,
        expansion: rng.pick(zenExpansions),
        kernel: rng.pick(zenKernels),
        channels: rng.pick(channelChoices(block.channels)),
        bottleneck: rng.pick(channelChoices(block.bottleneck)),
        layers: rng.pick(layerChoices(block.layers)),
      };
    });
    if (countLayers(structure) <= maxLayers) return structure;
  }
}

function changesOf(block: ZenBlock): ZenBlock[] {
  if (block.kind === 'conv')
    return block.kernel === 1 ? [] : channelChoices(block.channels).map((channels) => ({ ...block, channels }));
  return [
    ...(block.kind === 'bottleneck' ? zenExpansions.map((expansion) => ({ ...block, expansion })) : []),
    ...zenKernels.map((kernel) => ({ ...block, kernel })),
    ...channelChoices(block.channels).map((channels) => ({ ...block, channels })),
    ...channelChoices(block.bottleneck).map((bottleneck) => ({ ...block, bottleneck })),
    ...layerChoices(block.layers).map((layers) => ({ ...block, layers })),
  ];
}

/** All structures one move away with at most `maxLayers` layers (or no more than there are). */
export function neighborsZen(structure: ZenStructure, maxLayers: number): ZenStructure[] {
  const limit = Math.max(maxLayers, countLayers(structure));
  const found: ZenStructure[] = [];
  structure.forEach((block, i) => {
    const own = JSON.stringify(block);
    for (const change of changesOf(block)) if (JSON.stringify(change) !== own) found.push(structure.with(i, change));
    if (block.kind === 'conv' || block.layers < 2) return;
    const first = Math.floor(block.layers / 2);
    found.push(structure.toSpliced(i, 1, { ...block, layers: first }, { ...block, stride: 1, layers: block.layers - first }));
  });
  return found.filter((candidate) => countLayers(candidate) <= limit);
}
