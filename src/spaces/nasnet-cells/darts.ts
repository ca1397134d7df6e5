/** DARTS's space (Liu et al., ICLR 2019, arXiv 1806.09055) and NAS-Bench-301's copy of it with a smaller network. */
import type { OptionSpecs, OptionValues } from '../../core/options.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace } from '../types.js';
import type { NasnetGenotype, NasnetRules } from './genotype.js';
import { createNasnetSpace } from './nasnet-space.js';
import { nasnetOps } from './ops.js';
import { decodeGenotype, encodeGenotype } from './strings.js';
import { imageChannels } from '../image-channels.js';

const ops = ['max_pool_3x3', 'avg_pool_3x3', 'skip_connect', 'sep_conv_3x3', 'sep_conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'];

/**
 * DARTS never ends with `none` or one input twice, so these are not sampled. But both build a network, and papers that trained random cells have
 * released such genotypes: they are read, like every other operator that the code of DARTS knows for the cells of older papers.
 */
const rules: NasnetRules = {
  ops,
  readOps: Object.keys(nasnetOps).filter((op) => !ops.includes(op)),
  nodes: 4,
  output: 'all',
  distinctInputs: true,
};

const options = (C: number, L: number) =>
  ({
    C: { kind: 'integer', default: C, min: 2, max: 512, help: 'initial channels, an even number' },
    L: { kind: 'integer', default: L, min: 1, max: 60, help: 'number of cells' },
    classes: { kind: 'integer', default: 10, min: 1, max: 100_000, help: 'outputs of the classifier' },
    channels: imageChannels,
    size: { kind: 'integer', default: 32, min: 8, max: 1024, help: 'height and width of the input' },
    aux: { kind: 'boolean', default: false, help: 'also build the auxiliary classifier, which exists only in training' },
    stem: {
      kind: 'choice',
      default: 'cifar',
      choices: ['cifar', 'imagenet'],
      help: 'for the ImageNet network use stem=imagenet:C=48:L=14:classes=1000:size=224',
    },
  }) as const satisfies OptionSpecs;

function dartsSpace(id: string, values: OptionValues<ReturnType<typeof options>>): SearchSpace<NasnetGenotype> {
  return createNasnetSpace({
    id,
    rules,
    network: { ...values, padded: false },
    encode: (genotype) => encodeGenotype(genotype, rules.output),
    decode: (text) => decodeGenotype(text, rules, id),
  });
}

/** DARTS_V2. A text, because to write it would cost every start a millisecond. */
const example =
  "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=range(2, 6))";

export const darts = defineSpace({
  id: 'darts',
  title: 'DARTS: normal and reduction cells of 4 nodes and 7 ops, 1e18 genotypes',
  paper: 'Liu, Simonyan & Yang, ICLR 2019, arXiv 1806.09055',
  isLiteral: true,
  example,
  options: options(36, 20),
  create: (values) => dartsSpace('darts', values),
});

export const nasBench301 = defineSpace({
  id: 'nas-bench-301',
  title: "NAS-Bench-301: DARTS's cells in a network of 8 cells and 32 channels",
  paper: 'Zela et al., ICLR 2022, arXiv 2008.09777',
  isLiteral: true,
  example,
  options: options(32, 8),
  create: (values) => dartsSpace('nas-bench-301', values),
});
