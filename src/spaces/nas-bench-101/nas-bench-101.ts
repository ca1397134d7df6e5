/** NAS-Bench-101 (Ying et al., ICML 2019, arXiv 1902.09635): 423,624 cells of at most 7 vertices and 9 edges with operators on vertices. */
import type { Architecture } from '../../arch/types.js';
import type { OptionSpecs } from '../../core/options.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace } from '../types.js';
import type { NasBench101Cell } from './cell.js';
import { writeNasBench101Key } from './canonical-key.js';
import { costNasBench101 } from './cost.js';
import { nasBench101Hash } from './hash/graph-hash.js';
import { neighborsNasBench101, placesNasBench101, relabelNasBench101, sampleNasBench101 } from './moves.js';
import { buildNasBench101 } from './network.js';
import { enumerateNasBench101, nasBench101Numbering } from './numbering.js';
import { decodeNasBench101, encodeNasBench101 } from './strings.js';
import { nasBench101Topology } from './topology.js';
import { imageChannels } from '../image-channels.js';
import { decodeWithoutBlanks } from '../text/without-blanks.js';

const options = {
  C: { kind: 'integer', default: 128, min: 8, max: 1024, help: 'channels of the stem and the first stack' },
  stacks: { kind: 'integer', default: 3, min: 1, max: 5, help: 'stacks of modules, each with twice the channels' },
  N: { kind: 'integer', default: 3, min: 1, max: 20, help: 'modules in a stack' },
  classes: { kind: 'integer', default: 10, min: 1, max: 100_000, help: 'outputs of the classifier' },
  channels: imageChannels,
  size: { kind: 'integer', default: 32, min: 4, max: 1024, help: 'height and width of the input' },
} as const satisfies OptionSpecs;

export const nasBench101 = defineSpace({
  id: 'nas-bench-101',
  title: 'NAS-Bench-101: 423,624 cells of at most 7 vertices and 9 edges, 3 ops on vertices',
  paper: 'Ying et al., ICML 2019, arXiv 1902.09635',
  example:
    '0111100000000100000010000001000001000000010000000:input,conv3x3-bn-relu,conv1x1-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,output',
  options,
  create: (network): SearchSpace<NasBench101Cell> => ({
    id: 'nas-bench-101',
    size: 423_624,
    sample: sampleNasBench101,
    mutate: (cell, rng) => rng.pick(neighborsNasBench101(cell)),
    neighbors: neighborsNasBench101,
    places: placesNasBench101,
    enumerate: enumerateNasBench101,
    get numbered() {
      return nasBench101Numbering();
    },
    relabel: relabelNasBench101,
    encode: encodeNasBench101,
    decode: decodeWithoutBlanks(decodeNasBench101),
    canonical: nasBench101Hash,
    canonicalKey: writeNasBench101Key,
    build: (cell): Architecture => buildNasBench101(cell, network),
    topology: (cell) => ({ cells: [{ name: 'cell', repeats: 1, cell: nasBench101Topology(cell) }] }),
    cost: (cell) => costNasBench101(cell, network),
    properties: { constantWeights: [1e-4, 10] },
  }),
});
