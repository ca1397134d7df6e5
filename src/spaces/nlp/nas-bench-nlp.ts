/** NAS-Bench-NLP (Klyuchnikov et al., IEEE Access 2022, arXiv 2006.07116): recurrent cells for language modelling, 14,322 of which were trained. */
import { decodeTextOnly } from '../text/decode-text-only.js';
import type { OptionSpecs } from '../../core/options.js';
import { defineSpace } from '../define-space/define-space.js';
import type { SearchSpace } from '../types.js';
import { canonicalRecipe } from './canonical.js';
import { sampleRecipe } from './generator.js';
import { neighborsRecipe, relabelRecipe } from './moves.js';
import { buildLanguageModel } from './network.js';
import type { Recipe } from './recipe.js';
import { decodeRecipe, encodeRecipe } from './strings.js';
import { recipeTopology } from './topology.js';

const ID = 'nas-bench-nlp';

const options = {
  embedding: { kind: 'integer', default: 400, min: 1, max: 8192, help: 'width of an embedded token' },
  hidden: { kind: 'integer', default: 600, min: 1, max: 8192, help: 'units of the layers before the last' },
  layers: { kind: 'integer', default: 3, min: 1, max: 20, help: 'recurrent layers' },
  tokens: {
    kind: 'integer',
    default: 10_000,
    min: 2,
    max: 1_000_000,
    help: 'words in the vocabulary: 10000 in Penn Treebank, 33278 in WikiText-2',
  },
} as const satisfies OptionSpecs;

export const nasBenchNlp = defineSpace({
  id: ID,
  title: 'NAS-Bench-NLP: recurrent cells of up to ten nodes, linear, blend, product, sum and activations',
  paper: 'Klyuchnikov et al., IEEE Access 2022, arXiv 2006.07116',
  isLiteral: true,
  // The LSTM. A text, because to write it would cost every start a millisecond.
  example:
    '{"i":{"op":"linear","input":["x","h_prev_0"]},"i_act":{"op":"activation_tanh","input":["i"]},"j":{"op":"linear","input":["x","h_prev_0"]},"j_act":{"op":"activation_sigm","input":["j"]},"f":{"op":"linear","input":["x","h_prev_0"]},"f_act":{"op":"activation_sigm","input":["f"]},"o":{"op":"linear","input":["x","h_prev_0"]},"o_act":{"op":"activation_tanh","input":["o"]},"kept":{"op":"elementwise_prod","input":["f_act","h_prev_1"]},"added":{"op":"elementwise_prod","input":["i_act","j_act"]},"h_new_1":{"op":"elementwise_sum","input":["kept","added"]},"h_new_1_act":{"op":"activation_tanh","input":["h_new_1"]},"h_new_0":{"op":"elementwise_prod","input":["h_new_1_act","o_act"]}}',
  options,
  create: (model): SearchSpace<Recipe> => ({
    id: ID,
    sample: sampleRecipe,
    mutate: (recipe, rng) => rng.pick(neighborsRecipe(recipe)),
    neighbors: neighborsRecipe,
    relabel: relabelRecipe,
    encode: encodeRecipe,
    decode: decodeTextOnly(decodeRecipe),
    canonical: canonicalRecipe,
    build: (recipe) => buildLanguageModel(recipe, model, `${ID} ${encodeRecipe(recipe)}`),
    topology: (recipe) => ({ cells: [{ name: 'cell', repeats: 1, cell: recipeTopology(recipe) }] }),
    properties: { constantWeights: [1e-5, 1e-3] },
  }),
});
