/** ZenNAS's MobileNetV2-like space (Lin et al., ICCV 2021, arXiv 2102.01063; `search_space_IDW_fixfc`). */
import { decodeTextOnly } from '../text/decode-text-only.js';
import type { OptionSpecs } from '../../core/options.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace } from '../types.js';
import { decodeZen, encodeZen, type ZenStructure } from './zen-blocks.js';
import { neighborsZen, sampleZen } from './zen-moves.js';
import { buildZen } from './zen-network.js';

const ID = 'zen-mobilenet';

const options = {
  layers: { kind: 'integer', default: 14, min: 6, max: 100, help: 'the most layers of a sample or a move' },
  classes: { kind: 'integer', default: 1000, min: 1, max: 100_000, help: 'outputs of the classifier' },
  size: { kind: 'integer', default: 224, min: 32, max: 1024, help: 'height and width of the input' },
  se: { kind: 'boolean', default: false, help: 'squeeze-and-excitation, as the trained networks have it' },
  residual: { kind: 'boolean', default: true, help: 'residual links, which ZenNAS removes for scoring' },
} as const satisfies OptionSpecs;

export const zenMobilenet = defineSpace({
  id: ID,
  title: 'ZenNAS MobileNetV2 blocks: kernels, expansions, widths and depths of inverted bottlenecks',
  paper: 'Lin et al., ICCV 2021, arXiv 2102.01063',
  // ZenNet for 400 million MACs.
  example:
    'SuperConvK3BNRELU(3,16,2,1)SuperResIDWE1K7(16,40,2,40,1)SuperResIDWE1K7(40,64,2,64,1)SuperResIDWE4K7(64,96,2,96,5)SuperResIDWE2K7(96,224,2,224,5)SuperConvK1BNRELU(224,2048,1,1)',
  options,
  create: ({ layers, ...network }): SearchSpace<ZenStructure> => ({
    id: ID,
    sample: (rng) => sampleZen(layers, rng),
    mutate: (structure, rng) => rng.pick(neighborsZen(structure, layers)),
    neighbors: (structure) => neighborsZen(structure, layers),
    encode: encodeZen,
    decode: decodeTextOnly((text) => decodeZen(text, ID)),
    canonical: encodeZen,
    build: (structure) => buildZen(structure, network, `${ID} ${encodeZen(structure)}`),
    noTopology: 'all architectures are chains of inverted bottlenecks',
  }),
});
