/**
 * AutoFormer's spaces of vision transformers (Chen et al., ICCV 2021, arXiv 2107.00651), one for each super-network.
 * Written as JSON with `depth` (or `layer_num`), `embed_dim` (a number, or a list of equal ones), `mlp_ratio` and `num_heads`.
 */
import { decodeTextOnly } from '../text/decode-text-only.js';
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import type { OptionSpecs } from '../../core/options.js';
import type { Rng } from '../../core/rng.js';
import { defineSpace } from '../define-space/define-space.js';
import { dictFields, numberList } from '../text/python-dict.js';
import { flatNumbers, readPythonLiteral } from '../text/python-literal.js';
import type { SearchSpace } from '../types.js';
import { autoFormerChoices, type AutoFormerChoices, type AutoFormerGenotype } from './genotype.js';
import { buildAutoFormer, PATCH } from './network.js';
import { MAX_GRID } from './relative-position.js';

const ID = 'autoformer';

const options = {
  variant: {
    kind: 'choice',
    default: 'tiny',
    choices: ['tiny', 'small', 'base'],
    help: 'super-network whose choices are searched',
  },
  classes: { kind: 'integer', default: 1000, min: 1, max: 100_000, help: 'outputs of the classifier' },
  size: {
    kind: 'integer',
    default: 224,
    min: 2 * PATCH,
    max: MAX_GRID * PATCH,
    help: `height and width of the input, a multiple of ${PATCH}`,
  },
} as const satisfies OptionSpecs;

function encode({ depth, embed_dim, mlp_ratio, num_heads }: AutoFormerGenotype): string {
  return JSON.stringify({ depth, embed_dim, mlp_ratio, num_heads });
}

function decode(text: string): AutoFormerGenotype {
  const where = `${ID} architecture ${quote(text, 80)}`;
  const fields = dictFields(readPythonLiteral(text, where), ['depth', 'layer_num', 'embed_dim', 'mlp_ratio', 'num_heads'], where);
  const depth = fields.get('depth') ?? fields.get('layer_num');
  if (typeof depth !== 'number' || !Number.isInteger(depth) || depth < 1 || depth > 48)
    throw dataError(where, { expected: 'depth to be an integer from 1 to 48', got: String(depth) });
  const widths = new Set(flatNumbers(fields.get('embed_dim') ?? []));
  const [width = NaN] = widths;
  if (widths.size !== 1 || !Number.isInteger(width) || width < 1 || width > 4096)
    throw dataError(where, {
      expected: 'embed_dim to be one width, or equal ones in a list',
      got: [...widths].join(', ') || 'nothing',
    });
  const mlp_ratio = numberList(
    fields.get('mlp_ratio'),
    { name: 'mlp_ratio', count: depth, expected: 'ratios from 0.5 to 8', isAllowed: (value) => value >= 0.5 && value <= 8 },
    where,
  );
  const num_heads = numberList(
    fields.get('num_heads'),
    {
      name: 'num_heads',
      count: depth,
      expected: 'integers from 1 to 64',
      isAllowed: (value) => Number.isInteger(value) && value >= 1 && value <= 64,
    },
    where,
  );
  return { depth, embed_dim: width, mlp_ratio, num_heads };
}

function sample({ widths, depths, ratios, heads }: AutoFormerChoices, rng: Rng): AutoFormerGenotype {
  const depth = rng.pick(depths);
  const draw = (choices: readonly number[]): number[] => Array.from({ length: depth }, () => rng.pick(choices));
  return { depth, embed_dim: rng.pick(widths), mlp_ratio: draw(ratios), num_heads: draw(heads) };
}

/** The first layers of a genotype, extended by copies of the last. */
function withDepth(genotype: AutoFormerGenotype, depth: number): AutoFormerGenotype {
  const fit = (list: readonly number[]): number[] =>
    Array.from({ length: depth }, (_, layer) => must(list[Math.min(layer, list.length - 1)], 'a layer'));
  return { ...genotype, depth, mlp_ratio: fit(genotype.mlp_ratio), num_heads: fit(genotype.num_heads) };
}

function neighbors(genotype: AutoFormerGenotype, { widths, depths, ratios, heads }: AutoFormerChoices): AutoFormerGenotype[] {
  const { depth, embed_dim, mlp_ratio, num_heads } = genotype;
  const others = (choices: readonly number[], own: number): number[] => choices.filter((choice) => choice !== own);
  return [
    ...others(widths, embed_dim).map((width) => ({ ...genotype, embed_dim: width })),
    ...others(depths, depth).map((other) => withDepth(genotype, other)),
    ...mlp_ratio.flatMap((own, layer) =>
      others(ratios, own).map((ratio) => ({ ...genotype, mlp_ratio: mlp_ratio.with(layer, ratio) })),
    ),
    ...num_heads.flatMap((own, layer) =>
      others(heads, own).map((count) => ({ ...genotype, num_heads: num_heads.with(layer, count) })),
    ),
  ];
}

export const autoformer = defineSpace({
  id: ID,
  title: 'AutoFormer: vision transformers with a width, a depth, and heads and ratios of every layer',
  paper: 'Chen et al., ICCV 2021, arXiv 2107.00651',
  // AutoFormer-T.
  isLiteral: true,
  example: encode({
    depth: 13,
    embed_dim: 192,
    mlp_ratio: [3.5, 3.5, 3, 3.5, 3, 3, 4, 4, 3.5, 4, 3.5, 4, 3.5],
    num_heads: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3],
  }),
  options,
  create({ variant, ...network }): SearchSpace<AutoFormerGenotype> {
    const choices = autoFormerChoices[variant];
    return {
      id: ID,
      sample: (rng) => sample(choices, rng),
      mutate: (genotype, rng) => rng.pick(neighbors(genotype, choices)),
      neighbors: (genotype) => neighbors(genotype, choices),
      encode,
      decode: decodeTextOnly(decode),
      canonical: encode,
      build: (genotype) => buildAutoFormer(genotype, network, `${ID} ${encode(genotype)}`),
      noTopology: 'all architectures are chains of transformer layers: only widths, depths and heads vary',
    };
  },
});
