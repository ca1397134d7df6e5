/**
 * Once-for-All's MobileNetV3 space (Cai et al., ICLR 2020, arXiv 1908.09791): five stages of 2 to 4 inverted bottlenecks, each with its own kernel
 * and expansion. Written as the published dict `{"ks": [20 kernels], "e": [20 expansions], "d": [5 depths]}`; places of blocks beyond a
 * stage's depth hold 0.
 */
import { decodeTextOnly } from '../text/decode-text-only.js';
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import type { OptionSpecs } from '../../core/options.js';
import type { Rng } from '../../core/rng.js';
import { dictFields, numberList } from '../text/python-dict.js';
import { readPythonLiteral } from '../text/python-literal.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace } from '../types.js';
import { ofaMaxDepth, ofaStages, type OfaGenotype } from './ofa-genotype.js';
import { buildOfa, costOfa } from './ofa-network.js';

const ID = 'ofa-mobilenet';
const kernels = [3, 5, 7];
const expansions = [3, 4, 6];
const depths = [2, 3, 4];

const options = {
  width: { kind: 'choice', default: '1.0', choices: ['1.0', '1.2'], help: 'width multiplier of the released super-networks' },
  classes: { kind: 'integer', default: 1000, min: 1, max: 100_000, help: 'outputs of the classifier' },
  size: { kind: 'integer', default: 224, min: 32, max: 1024, help: 'height and width of the input' },
} as const satisfies OptionSpecs;

const isActive = (place: number, d: readonly number[]): boolean =>
  place % ofaMaxDepth < must(d[Math.floor(place / ofaMaxDepth)], 'the depth of a stage');

/** Zeros at the places of missing blocks. */
function withoutUnused({ ks, e, d }: OfaGenotype): OfaGenotype {
  const keep = (list: readonly number[]): number[] => list.map((value, place) => (isActive(place, d) ? value : 0));
  return { ks: keep(ks), e: keep(e), d };
}

function encode({ ks, e, d }: OfaGenotype): string {
  return JSON.stringify({ ks, e, d });
}

function decode(text: string, size: number): OfaGenotype {
  const where = `${ID} architecture ${quote(text, 80)}`;
  const fields = dictFields(readPythonLiteral(text, where), ['ks', 'e', 'd', 'r', 'wid'], where);
  const count = ofaStages * ofaMaxDepth;
  const d = numberList(
    fields.get('d'),
    { name: 'd', count: ofaStages, expected: `depths from ${depths.join(', ')}`, isAllowed: (value) => depths.includes(value) },
    where,
  );
  const list = (name: 'ks' | 'e', choices: readonly number[]): number[] =>
    numberList(
      fields.get(name),
      {
        name,
        count,
        expected: `numbers from ${choices.join(', ')}, or 0 for a missing block`,
        isAllowed: (value) => value === 0 || choices.includes(value),
      },
      where,
    );
  const genotype = { ks: list('ks', kernels), e: list('e', expansions), d };
  const missing = genotype.ks.findIndex((kernel, place) => isActive(place, d) && (kernel === 0 || genotype.e[place] === 0));
  if (missing >= 0)
    throw dataError(where, {
      expected: `a kernel and an expansion at place ${missing}`,
      got: '0',
      hint: `stage ${Math.floor(missing / ofaMaxDepth)} has ${d[Math.floor(missing / ofaMaxDepth)]} blocks`,
    });
  const r = fields.get('r');
  const given = Array.isArray(r) ? (r as readonly unknown[])[0] : r;
  if (given !== undefined && given !== null && given !== size)
    throw dataError(where, {
      expected: `r to be ${size}`,
      got: String(given),
      hint: `open the space as ${ID}:size=${String(given)}`,
    });
  return withoutUnused(genotype);
}

function sample(rng: Rng): OfaGenotype {
  const places = Array.from({ length: ofaStages * ofaMaxDepth });
  return withoutUnused({
    ks: places.map(() => rng.pick(kernels)),
    e: places.map(() => rng.pick(expansions)),
    d: Array.from({ length: ofaStages }, () => rng.pick(depths)),
  });
}

/** Another depth of one stage; added blocks are copies of the last one. */
function withDepth(genotype: OfaGenotype, stage: number, depth: number): OfaGenotype {
  const last = stage * ofaMaxDepth + must(genotype.d[stage], 'the depth of a stage') - 1;
  const fill = (list: readonly number[]): number[] => {
    const copied = must(list[last], 'the last block of the stage');
    return list.map((value, place) => (Math.floor(place / ofaMaxDepth) === stage && place > last ? copied : value));
  };
  return withoutUnused({ ks: fill(genotype.ks), e: fill(genotype.e), d: genotype.d.with(stage, depth) });
}

function neighbors(genotype: OfaGenotype): OfaGenotype[] {
  const { ks, e, d } = genotype;
  const others = (choices: readonly number[], own: number): number[] => choices.filter((choice) => choice !== own);
  return [
    ...ks.flatMap((own, place) =>
      isActive(place, d) ? others(kernels, own).map((kernel) => ({ ...genotype, ks: ks.with(place, kernel) })) : [],
    ),
    ...e.flatMap((own, place) =>
      isActive(place, d) ? others(expansions, own).map((expansion) => ({ ...genotype, e: e.with(place, expansion) })) : [],
    ),
    ...d.flatMap((own, stage) => others(depths, own).map((depth) => withDepth(genotype, stage, depth))),
  ];
}

/** Every stage from one parent or the other. */
function crossover(a: OfaGenotype, b: OfaGenotype, rng: Rng): OfaGenotype {
  const parents = Array.from({ length: ofaStages }, () => (rng.int(2) === 0 ? a : b));
  const join = (list: (parent: OfaGenotype) => readonly number[], count: number): number[] =>
    parents.flatMap((parent, stage) => list(parent).slice(stage * count, (stage + 1) * count));
  return {
    ks: join((parent) => parent.ks, ofaMaxDepth),
    e: join((parent) => parent.e, ofaMaxDepth),
    d: join((parent) => parent.d, 1),
  };
}

export const ofaMobilenet = defineSpace({
  id: ID,
  title: 'Once-for-All MobileNetV3: five stages of 2 to 4 blocks with kernels and expansions, 2e19 networks',
  paper: 'Cai et al., ICLR 2020, arXiv 1908.09791',
  isLiteral: true,
  example: encode(withoutUnused({ ks: new Array<number>(20).fill(5), e: new Array<number>(20).fill(4), d: [2, 3, 4, 3, 2] })),
  options,
  create({ width, classes, size }): SearchSpace<OfaGenotype> {
    const network = { width: Number(width), classes, size };
    return {
      id: ID,
      sample,
      mutate: (genotype, rng) => rng.pick(neighbors(genotype)),
      neighbors,
      crossover,
      encode,
      decode: decodeTextOnly((text) => decode(text, size)),
      canonical: encode,
      build: (genotype) => buildOfa(genotype, network, `${ID} ${encode(genotype)}`),
      noTopology: 'all architectures are chains of inverted bottlenecks',
      cost: (genotype) => costOfa(genotype, network),
    };
  },
});
