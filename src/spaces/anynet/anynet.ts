/**
 * The families of standard networks in Network Design Spaces (Radosavovic et al., ICCV 2019, arXiv 1905.13214, table 2): three stages with their
 * depth, width and, for ResNeXt, bottleneck ratio and group count of each. ResNeXt's choices are powers of two; the paper spaces
 * ResNet's 9 depths from 1 to 24 and 12 widths from 16 to 256 evenly in the logarithm without listing them: the roundings are ours,
 * and genotypes with other values are read too.
 */
import { decodeTextOnly } from '../text/decode-text-only.js';
import { formatCount } from '../../core/format-number.js';
import { must } from '../../core/must.js';
import type { OptionSpecs } from '../../core/options.js';
import { mapMoves, productMoves } from '../product-moves.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace, SpaceDefinition } from '../types.js';
import { type AnyNetGenotype, type BlockType, decodeAnyNet, encodeAnyNet, stagesOf } from './genotype.js';
import { buildAnyNet } from './network.js';
import { imageChannels } from '../image-channels.js';

const stages = 3;
const stem = { depth: 1, width: 16 };
const strides = [1, 1, 2, 2];

const options = {
  classes: { kind: 'integer', default: 10, min: 1, max: 100_000, help: 'outputs of the classifier' },
  channels: imageChannels,
  size: { kind: 'integer', default: 32, min: 8, max: 1024, help: 'height and width of the input' },
  stem: {
    kind: 'choice',
    default: 'cifar',
    choices: ['cifar', 'imagenet'],
    help: 'imagenet: adds a 7x7 convolution of 12 channels and a max pool first, as in the networks that NASWOT scored',
  },
} as const satisfies OptionSpecs;

/** Choices of one stage: depth, width and, for bottlenecks, inner width factor and group count. */
interface StageChoices {
  readonly depths: readonly number[];
  readonly widths: readonly number[];
  readonly factors?: readonly number[];
  readonly groups?: readonly number[];
}

function defineAnyNet(
  id: string,
  what: string,
  blockType: BlockType,
  { depths, widths, factors, groups }: StageChoices,
): SpaceDefinition {
  const own = [depths, widths, ...(factors === undefined ? [] : [factors]), ...(groups === undefined ? [] : [groups])];
  // Each genotype as a list: the stem and the strides, which do not vary, then stage by stage.
  const fixed = [[stem.depth], [stem.width], ...strides.map((stride) => [stride])];
  const fromList = (list: readonly number[]): AnyNetGenotype => {
    const at = (place: number): number => must(list[place], 'a choice at each place');
    const column = (place: number): number[] =>
      Array.from({ length: stages }, (_, stage) => at(fixed.length + stage * own.length + place));
    return {
      block_type: blockType,
      ds: [at(0), ...column(0)],
      ws: [at(1), ...column(1)],
      ss: list.slice(2, fixed.length),
      ...(factors === undefined ? {} : { bot_muls: [0, ...column(2)] }),
      ...(groups === undefined ? {} : { num_gs: [1, ...column(3)] }),
    };
  };
  const toList = (genotype: AnyNetGenotype): number[] => {
    const [first, ...others] = stagesOf(genotype);
    const { depth, width } = must(first, 'a stem');
    return [
      depth,
      width,
      ...genotype.ss,
      ...others.flatMap((stage) => [
        stage.depth,
        stage.width,
        ...(genotype.bot_muls === undefined ? [] : [stage.share]),
        ...(genotype.num_gs === undefined ? [] : [stage.groups]),
      ]),
    ];
  };
  const moves = mapMoves(productMoves([...fixed, ...Array.from({ length: stages }, () => own).flat()]), toList, fromList);
  const { enumerate: _, ...walking } = moves;
  return defineSpace({
    id,
    title: `NDS ${what}: ${formatCount(must(moves.size, 'a size'))} networks of three stages`,
    paper: 'Radosavovic et al., ICCV 2019, arXiv 1905.13214',
    isLiteral: true,
    example: encodeAnyNet(
      fromList([
        ...fixed.flat(),
        ...Array.from({ length: stages }, (__, i) =>
          own.map((choices) => choices[i + 1] ?? must(choices.at(-1), 'a choice')),
        ).flat(),
      ]),
    ),
    options,
    create: (values): SearchSpace<AnyNetGenotype> => ({
      id,
      ...walking,
      encode: encodeAnyNet,
      decode: decodeTextOnly((text) => decodeAnyNet(text, blockType, id)),
      canonical: encodeAnyNet,
      build: (genotype) => buildAnyNet(genotype, values, `${id} ${encodeAnyNet(genotype)}`),
      noTopology: 'all architectures are chains of one block: only depths, widths and groups vary',
    }),
  });
}

const manyDepths = [1, 2, 3, 4, 5, 7, 11, 16, 24];
const manyWidths = [16, 20, 26, 34, 44, 56, 72, 94, 120, 154, 198, 256];
const powers = (from: number, to: number): number[] => (from > to ? [] : [from, ...powers(2 * from, to)]);
const factors = [1, 0.5, 0.25];

export const anyNetSpaces: readonly SpaceDefinition[] = [
  defineAnyNet('nds-vanilla', 'Vanilla', 'vanilla_block', { depths: manyDepths, widths: manyWidths }),
  defineAnyNet('nds-resnet', 'ResNet', 'res_basic_block', { depths: manyDepths, widths: manyWidths }),
  defineAnyNet('nds-resnext-a', 'ResNeXt-A', 'res_bottleneck_block', {
    depths: powers(1, 16),
    widths: powers(16, 256),
    factors,
    groups: powers(1, 4),
  }),
  defineAnyNet('nds-resnext-b', 'ResNeXt-B', 'res_bottleneck_block', {
    depths: powers(1, 16),
    widths: powers(64, 1024),
    factors,
    groups: powers(1, 16),
  }),
];
