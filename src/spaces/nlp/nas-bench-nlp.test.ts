import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { describeShared } from '../../../test/shared.js';
import { openSpace, spaces } from '../index.js';
import type { SearchSpace } from '../types.js';
import { canonicalRecipe } from './canonical.js';
import { stateSize, type Recipe } from './recipe.js';
import { decodeRecipe, encodeRecipe } from './strings.js';

const space = openSpace('nas-bench-nlp') as SearchSpace<Recipe>;
const params = (own: SearchSpace<Recipe>, recipe: Recipe): number => countCost(own.build(recipe)).params;

describe('NAS-Bench-NLP recipes', () => {
  it('have the LSTM as their example', () => {
    expect(spaces.find(({ id }) => id === 'nas-bench-nlp')?.example).toBe(encodeRecipe(decodeRecipe('lstm')));
  });

  it('come in any order of nodes', () => {
    const recipe = decodeRecipe('rnn');
    expect(
      decodeRecipe('{"h_new_0": {"op": "activation_tanh", "input": ["f"]}, "f": {"op": "linear", "input": ["x", "h_prev_0"]}}'),
    ).toEqual(recipe);
    expect(stateSize(decodeRecipe('lstm'))).toBe(2);
  });

  it.each([
    ['{"f":{"op":"lineer","input":["x"]},"h_new_0":{"op":"activation_tanh","input":["f"]}}', 'did you mean "linear"?'],
    ['{"h_new_0":{"op":"activation_tanh","input":["f"]}}', 'got "f"'],
    [
      '{"a":{"op":"linear","input":["b"]},"b":{"op":"linear","input":["a"]},"h_new_0":{"op":"linear","input":["a","x"]}}',
      'expected nodes without a cycle',
    ],
    ['{"h_new_0":{"op":"blend","input":["x","h_prev_0"]}}', 'expected 3 inputs at node "h_new_0" (blend), got 2'],
    ['{"f":{"op":"linear","input":["x"]}}', 'expected a node h_new_0'],
    ['{"h_new_0":{"op":"linear","input":["x","h_prev_1"]}}', 'got "h_prev_1"'],
    [
      '{"x":{"op":"linear","input":["h_prev_0"]},"h_new_0":{"op":"linear","input":["x"]}}',
      'expected other names than those of the sources',
    ],
    ['lstn', 'or one of rnn, lstm, gru'],
    ['((1, 2), (0,), (1,))', 'written naslib:'],
  ])('are refused with a reason: %s', (text, message) => {
    expect(() => decodeRecipe(text)).toThrow(message);
  });

  it('are canonical up to names and exchangeable inputs only', () => {
    const one = decodeRecipe(
      '{"a":{"op":"linear","input":["x","h_prev_0"]},"b":{"op":"activation_sigm","input":["a"]},"h_new_0":{"op":"blend","input":["b","a","h_prev_0"]}}',
    );
    const other = decodeRecipe(
      '{"q":{"op":"linear","input":["h_prev_0","x"]},"p":{"op":"activation_sigm","input":["q"]},"h_new_0":{"op":"blend","input":["p","q","h_prev_0"]}}',
    );
    const exchanged = decodeRecipe(
      '{"q":{"op":"linear","input":["h_prev_0","x"]},"p":{"op":"activation_sigm","input":["q"]},"h_new_0":{"op":"blend","input":["p","h_prev_0","q"]}}',
    );
    expect(canonicalRecipe(one)).toBe(canonicalRecipe(other));
    expect(canonicalRecipe(one)).not.toBe(canonicalRecipe(exchanged));
  });
});

describe('NAS-Bench-NLP networks', () => {
  it('give back as many states as they take, layer by layer', () => {
    const { inputs, outputs } = space.build(decodeRecipe('lstm'));
    expect(inputs.map(({ id, shape }) => `${id}:${shape[1]}`)).toEqual([
      'x:400',
      'h0.0:600',
      'h0.1:600',
      'h1.0:600',
      'h1.1:600',
      'h2.0:400',
      'h2.1:400',
    ]);
    expect(outputs).toEqual(['decoder', 'l0.h_new_0', 'l0.h_new_1', 'l1.h_new_0', 'l1.h_new_1', 'l2.h_new_0', 'l2.h_new_1']);
  });
});

describeShared('data/nasbench_nlp/nlp_wikitext2_recipes.json.gz', 'the recipes trained on WikiText-2', (path) => {
  it('have the stored params, and read as they print', () => {
    interface Model {
      readonly recipe: unknown;
      readonly wt2_num_params: number;
    }
    const { models } = JSON.parse(
      gunzipSync(readFileSync(path))
        .toString()
        .replace(/\bNaN\b/g, 'null'),
    ) as { models: Model[] };
    expect(models.length).toBe(345);
    const wikitext = openSpace('nas-bench-nlp:tokens=33278') as SearchSpace<Recipe>;
    for (const { recipe, wt2_num_params } of models) {
      const own = decodeRecipe(JSON.stringify(recipe));
      expect(JSON.parse(encodeRecipe(own))).toEqual(recipe);
      expect(params(wikitext, own)).toBe(wt2_num_params);
    }
  });
});

describeShared('data/nasbench_nlp/nlp_mase_zc8901.csv.gz', "8,901 recipes in NASLib's form", (path) => {
  it('have the stored params', () => {
    const rows = gunzipSync(readFileSync(path))
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    expect(rows.length).toBe(8901);
    const list = (text: string): string => `(${text.replace(/[.;]/g, ', ')},)`;
    rows.forEach(([edges, ops, hiddens, stored], i) => {
      const pairs = edges
        .split(';')
        .map((pair) => `(${pair.replace('.', ', ')})`)
        .join(', ');
      const recipe = decodeRecipe(`naslib:((${pairs},), ${list(ops)}, ${list(hiddens)})`);
      if (i % 5 === 0) expect(params(space, recipe)).toBe(Number(stored));
    });
  });
});
