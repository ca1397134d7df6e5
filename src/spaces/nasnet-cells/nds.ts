/**
 * The cell spaces of Network Design Spaces (Radosavovic et al., ICCV 2019, arXiv 1905.13214): five published ways to choose cells, in one
 * network, with width and depth drawn too. Every node takes any two earlier nodes, possibly the same one twice; the space's size without
 * width and depth is (product of ops x inputs)^2 a cell, as the paper's table 3 counts.
 *
 * Genotypes are written as the `net` of the released JSON files. The files were not at hand: the grid of widths and depths is
 * the paper's, and other values are read too.
 */
import type { OptionSpecs } from '../../core/options.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace, SpaceDefinition } from '../types.js';
import { concatOf, noOp, type CellTerms, type NasnetGenotype, type NasnetRules } from './genotype.js';
import { termOf, type Term } from './term.js';
import { createNasnetSpace } from './nasnet-space.js';
import { decodeGenotype, encodeGenotype } from './strings.js';
import { imageChannels } from '../image-channels.js';

const options = {
  C: { kind: 'integer', default: 32, min: 2, max: 512, help: 'initial channels of a genotype that names no width' },
  L: { kind: 'integer', default: 20, min: 1, max: 60, help: 'number of cells of a genotype that names no depth' },
  classes: { kind: 'integer', default: 10, min: 1, max: 100_000, help: 'outputs of the classifier' },
  channels: imageChannels,
  size: { kind: 'integer', default: 32, min: 8, max: 1024, help: 'height and width of the input' },
  aux: {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'record', 'always'],
    help: 'the auxiliary classifier, which exists in training only: record builds it where a net says "aux": true (ePADS\'s networks)',
  },
  stem: {
    kind: 'choice',
    default: 'cifar',
    choices: ['cifar', 'imagenet'],
    help: 'the files ending in _in hold ImageNet networks: stem=imagenet:classes=1000:size=224',
  },
} as const satisfies OptionSpecs;

/** Prints the `net` of a released file; a genotype without width and depth is printed as a plain genotype. */
function encode(genotype: NasnetGenotype, output: NasnetRules['output']): string {
  const { normal, reduce, width, depth, aux } = genotype;
  if (width === undefined && depth === undefined && aux === undefined) return encodeGenotype(genotype, output);
  const pairs = (terms: CellTerms): (readonly [string, number])[] => terms.map(([op, input]) => [op, input]);
  return JSON.stringify({
    genotype: {
      normal: pairs(normal),
      normal_concat: concatOf(genotype, 'normal', output),
      reduce: pairs(reduce),
      reduce_concat: concatOf(genotype, 'reduce', output),
    },
    width,
    depth,
    ...(aux === undefined ? {} : { aux }),
  });
}

function defineNds(
  id: string,
  what: string,
  shape: Pick<NasnetRules, 'ops' | 'nodes' | 'output'>,
  example: NasnetGenotype,
): SpaceDefinition {
  const sampled: NasnetRules = {
    ...shape,
    readOps: shape.ops.includes(noOp) ? [] : [noOp],
    distinctInputs: false,
    widths: [16, 24, 32],
    depths: [4, 8, 12, 16, 20],
  };
  return defineSpace({
    id,
    title: `NDS ${what}: cells of ${shape.nodes} nodes and ${shape.ops.length} ops, ${shape.output === 'all' ? 'all' : 'loose'} nodes concatenated, width and depth`,
    paper: 'Radosavovic et al., ICCV 2019, arXiv 1905.13214',
    isLiteral: true,
    example: encode(example, shape.output),
    options,
    create: ({ aux, ...values }): SearchSpace<NasnetGenotype> => {
      const rules: NasnetRules = { ...sampled, keepsAux: aux === 'record' };
      return createNasnetSpace({
        id,
        rules,
        network: { ...values, padded: true, aux: aux === 'always' },
        properties: { auxiliaryHead: 'recorded' },
        encode: (genotype) => encode(genotype, rules.output),
        decode: (text) => decodeGenotype(text, rules, id),
      });
    },
  });
}

const termsOf = (pairs: readonly (readonly [op: string, input: number])[]): Term[] =>
  pairs.map(([op, input]) => termOf(op, input));

/** The cells that the papers found, as NDS lists them. */
const nasnetA: NasnetGenotype = {
  normal: termsOf([
    ['sep_conv_5x5', 1],
    ['sep_conv_3x3', 0],
    ['sep_conv_5x5', 0],
    ['sep_conv_3x3', 0],
    ['avg_pool_3x3', 1],
    ['skip_connect', 0],
    ['avg_pool_3x3', 0],
    ['avg_pool_3x3', 0],
    ['sep_conv_3x3', 1],
    ['skip_connect', 1],
  ]),
  reduce: termsOf([
    ['sep_conv_5x5', 1],
    ['sep_conv_7x7', 0],
    ['max_pool_3x3', 1],
    ['sep_conv_7x7', 0],
    ['avg_pool_3x3', 1],
    ['sep_conv_5x5', 0],
    ['skip_connect', 3],
    ['avg_pool_3x3', 2],
    ['sep_conv_3x3', 2],
    ['max_pool_3x3', 1],
  ]),
  width: 32,
  depth: 20,
};
const pnasCell = termsOf([
  ['sep_conv_5x5', 0],
  ['max_pool_3x3', 0],
  ['sep_conv_7x7', 1],
  ['max_pool_3x3', 1],
  ['sep_conv_5x5', 1],
  ['sep_conv_3x3', 1],
  ['sep_conv_3x3', 4],
  ['max_pool_3x3', 1],
  ['sep_conv_3x3', 0],
  ['skip_connect', 1],
]);
const amoebaA: NasnetGenotype = {
  normal: termsOf([
    ['avg_pool_3x3', 0],
    ['max_pool_3x3', 1],
    ['sep_conv_3x3', 0],
    ['sep_conv_5x5', 2],
    ['sep_conv_3x3', 0],
    ['avg_pool_3x3', 3],
    ['sep_conv_3x3', 1],
    ['skip_connect', 1],
    ['skip_connect', 0],
    ['avg_pool_3x3', 1],
  ]),
  reduce: termsOf([
    ['avg_pool_3x3', 0],
    ['sep_conv_3x3', 1],
    ['max_pool_3x3', 0],
    ['sep_conv_7x7', 2],
    ['sep_conv_7x7', 0],
    ['avg_pool_3x3', 1],
    ['max_pool_3x3', 0],
    ['max_pool_3x3', 1],
    ['conv_7x1_1x7', 0],
    ['sep_conv_3x3', 5],
  ]),
  width: 32,
  depth: 20,
};
const enasExample: NasnetGenotype = {
  normal: termsOf([
    ['sep_conv_3x3', 1],
    ['skip_connect', 1],
    ['sep_conv_5x5', 1],
    ['skip_connect', 0],
    ['avg_pool_3x3', 0],
    ['sep_conv_3x3', 1],
    ['sep_conv_3x3', 0],
    ['avg_pool_3x3', 1],
    ['sep_conv_5x5', 1],
    ['avg_pool_3x3', 0],
  ]),
  reduce: termsOf([
    ['sep_conv_5x5', 0],
    ['avg_pool_3x3', 1],
    ['sep_conv_3x3', 1],
    ['avg_pool_3x3', 1],
    ['avg_pool_3x3', 1],
    ['sep_conv_3x3', 1],
    ['sep_conv_5x5', 4],
    ['avg_pool_3x3', 1],
    ['sep_conv_3x3', 5],
    ['sep_conv_5x5', 0],
  ]),
  width: 32,
  depth: 16,
};
const dartsV2: NasnetGenotype = {
  normal: termsOf([
    ['sep_conv_3x3', 0],
    ['sep_conv_3x3', 1],
    ['sep_conv_3x3', 0],
    ['sep_conv_3x3', 1],
    ['sep_conv_3x3', 1],
    ['skip_connect', 0],
    ['skip_connect', 0],
    ['dil_conv_3x3', 2],
  ]),
  reduce: termsOf([
    ['max_pool_3x3', 0],
    ['max_pool_3x3', 1],
    ['skip_connect', 2],
    ['max_pool_3x3', 1],
    ['max_pool_3x3', 0],
    ['skip_connect', 2],
    ['skip_connect', 2],
    ['max_pool_3x3', 1],
  ]),
  width: 32,
  depth: 20,
};

const pools = ['avg_pool_3x3', 'max_pool_3x3'];
const separables = ['sep_conv_3x3', 'sep_conv_5x5', 'sep_conv_7x7'];

export const ndsSpaces: readonly SpaceDefinition[] = [
  defineNds(
    'nds-nasnet',
    'NASNet',
    {
      ops: [
        'skip_connect',
        'conv_3x1_1x3',
        'conv_7x1_1x7',
        'dil_conv_3x3',
        ...pools,
        'max_pool_5x5',
        'max_pool_7x7',
        'conv_1x1',
        'conv_3x3',
        ...separables,
      ],
      nodes: 5,
      output: 'loose',
    },
    nasnetA,
  ),
  defineNds(
    'nds-amoeba',
    'AmoebaNet',
    { ops: ['skip_connect', ...separables, ...pools, 'dil_sep_conv_3x3', 'conv_7x1_1x7'], nodes: 5, output: 'loose' },
    amoebaA,
  ),
  defineNds(
    'nds-pnas',
    'PNAS',
    { ops: [...separables, 'conv_7x1_1x7', 'skip_connect', ...pools, 'dil_conv_3x3'], nodes: 5, output: 'all' },
    { normal: pnasCell, reduce: pnasCell, width: 32, depth: 20 },
  ),
  defineNds(
    'nds-enas',
    'ENAS',
    { ops: ['skip_connect', 'sep_conv_3x3', 'sep_conv_5x5', ...pools], nodes: 5, output: 'loose' },
    enasExample,
  ),
  defineNds(
    'nds-darts',
    'DARTS',
    {
      ops: [
        'none',
        'max_pool_3x3',
        'avg_pool_3x3',
        'skip_connect',
        'sep_conv_3x3',
        'sep_conv_5x5',
        'dil_conv_3x3',
        'dil_conv_5x5',
      ],
      nodes: 4,
      output: 'all',
    },
    dartsV2,
  ),
];
