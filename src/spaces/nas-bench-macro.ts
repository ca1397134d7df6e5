/**
 * NAS-Bench-Macro (Su et al., CVPR 2021, arXiv 2103.11922): eight layers in stages of 2, 3 and 3, each digit 0 identity, 1 an inverted
 * bottleneck of expansion 3 and kernel 3, 2 one of expansion 6 and kernel 5.
 *
 * The first layer of a stage halves the sides and doubles the width: there 0 is a 1x1 convolution of stride 2 with batch norm. In later
 * layers 0 is an identity, so identities may move to the end of their stage: this is the canonical form.
 */
import { must } from '../core/must.js';
import { createArchBuilder, type ArchBuilder } from '../arch/build.js';
import type { Cost } from '../arch/cost.js';
import type { Architecture } from '../arch/types.js';
import { dataError, quote } from '../core/errors.js';
import type { OptionSpecs, OptionValues } from '../core/options.js';
import { addCosts, countBlock, rememberCosts } from './blocks/count-block.js';
import { classifier } from './blocks/classifier.js';
import { convBn, convBnRelu } from './blocks/conv-norm.js';
import { productMoves } from './product-moves.js';
import { defineSpace } from './define-space/define-space.js';
import type { SearchSpace } from './types.js';
import { imageChannels } from './image-channels.js';
import { decodeWithoutBlanks } from './text/without-blanks.js';

/** One digit a layer. */
export type NasBenchMacro = readonly number[];

const ID = 'nas-bench-macro';
const stages = [2, 3, 3];
const stemChannels = 32;
const headChannels = 1280;
const digits = [0, 1, 2];
const bottlenecks = [undefined, { expansion: 3, kernel: 3 }, { expansion: 6, kernel: 5 }];

const options = {
  classes: { kind: 'integer', default: 10, min: 1, max: 100_000, help: 'outputs of the classifier' },
  channels: imageChannels,
  size: { kind: 'integer', default: 32, min: 8, max: 1024, help: 'height and width of the input' },
} as const satisfies OptionSpecs;

interface LayerPlace {
  readonly stage: number;
  readonly from: number;
  readonly channels: number;
  readonly stride: number;
}

/** The eight places of the layers: widths 64, 128, 256. */
const places: readonly LayerPlace[] = stages.flatMap((count, stage) =>
  Array.from({ length: count }, (_, i) => {
    const channels = stemChannels * 2 ** (stage + 1);
    return { stage, from: i === 0 ? channels / 2 : channels, channels, stride: i === 0 ? 2 : 1 };
  }),
);

const placeAt = (layer: number): LayerPlace => must(places[layer], 'a place of each layer');

function decode(text: string): NasBenchMacro {
  if (!/^[012]{8}$/.test(text)) throw dataError(`${ID} architecture`, { expected: 'eight digits from 0 to 2', got: quote(text) });
  return Array.from(text, Number);
}

const encode = (genotype: NasBenchMacro): string => genotype.join('');

/** Identities after the first layer of a stage moved to its end. */
function canonical(genotype: NasBenchMacro): string {
  let at = 0;
  return stages
    .map((count) => {
      const [first, ...later] = genotype.slice(at, (at += count));
      const working = later.filter((digit) => digit !== 0);
      return [first, ...working, ...later.filter((digit) => digit === 0)].join('');
    })
    .join('');
}

function addLayer(b: ArchBuilder, x: string, id: string, digit: number, { from, channels, stride }: LayerPlace): string {
  const bottleneck = bottlenecks[digit];
  if (bottleneck === undefined) return stride === 1 ? x : convBn(b, x, id, { channels, kernel: 1, stride });
  const { expansion, kernel } = bottleneck;
  const wide = from * expansion;
  const expanded = convBnRelu(b, x, `${id}.expand`, { channels: wide, kernel: 1 });
  const depthwise = convBnRelu(b, expanded, `${id}.dw`, { channels: wide, kernel, stride, groups: wide });
  const projected = convBn(b, depthwise, `${id}.project`, { channels, kernel: 1 });
  return stride === 1 && from === channels ? b.add('add', [x, projected], {}, `${id}.out`) : projected;
}

function build(genotype: NasBenchMacro, { classes, size, channels }: OptionValues<typeof options>): Architecture {
  const b = createArchBuilder();
  const image = b.input('image', [1, channels, size, size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  let x = convBnRelu(b, image, 'stem', { channels: stemChannels, kernel: 3 });
  genotype.forEach((digit, i) => {
    const place = placeAt(i);
    b.group({ id: `l${i}`, kind: 'block', stage: place.stage + 1 });
    x = addLayer(b, x, `l${i}`, digit, place);
  });
  b.group({ id: 'head', kind: 'head', stage: stages.length });
  x = convBnRelu(b, x, 'head', { channels: headChannels, kernel: 1 });
  return b.finish([classifier(b, x, classes)], `${ID} ${encode(genotype)}`);
}

/** The sum of its layers, each kind at each place counted once. */
function layerwiseCost({ classes, size, channels }: OptionValues<typeof options>): (genotype: NasBenchMacro) => Cost {
  const side = (stage: number): number => Math.ceil(size / 2 ** stage);
  const { channels: last, stage: lastStage } = placeAt(places.length - 1);
  const ends = addCosts([
    countBlock(channels, size, (b, x) => convBnRelu(b, x, 'stem', { channels: stemChannels, kernel: 3 })),
    countBlock(last, side(lastStage + 1), (b, x) => convBnRelu(b, x, 'head', { channels: headChannels, kernel: 1 })),
    { params: headChannels * classes + classes, macs: headChannels * classes + classes },
  ]);
  const layer = rememberCosts((i: number, digit: number) => {
    const place = placeAt(i);
    const { from, stride, stage } = place;
    return countBlock(from, side(stride === 2 ? stage : stage + 1), (b, x) => addLayer(b, x, 'layer', digit, place));
  });
  return (genotype) => addCosts([ends, ...genotype.map((digit, i) => layer(i, digit))]);
}

export const nasBenchMacro = defineSpace({
  id: ID,
  title: 'NAS-Bench-Macro: 6,561 chains of 8 inverted bottlenecks or identities',
  paper: 'Su et al., CVPR 2021, arXiv 2103.11922',
  example: '22212220',
  options,
  create(values): SearchSpace<NasBenchMacro> {
    const cost = layerwiseCost(values);
    return {
      id: ID,
      ...productMoves(places.map(() => digits)),
      relabel: (genotype, rng) => {
        let at = 0;
        return stages.flatMap((count) => {
          const [first = 0, ...later] = genotype.slice(at, (at += count));
          const working = later.filter((digit) => digit !== 0);
          const shuffled = rng.shuffle(later.map((digit) => digit !== 0));
          return [first, ...shuffled.map((isWorking) => (isWorking ? (working.shift() as number) : 0))];
        });
      },
      encode,
      decode: decodeWithoutBlanks(decode),
      canonical,
      build: (genotype) => build(genotype, values),
      noTopology: 'all architectures are chains: only the layers along them vary',
      cost,
    };
  },
});
