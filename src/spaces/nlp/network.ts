/**
 * The language model around a recipe (AWD-LSTM with the recipe's cell in every layer), one step unrolled: from an embedded token and the states before to the
 * logits and the states after. To run it over a sequence, feed the states back; weights are the same at every step.
 *
 * Inputs: `x` (batch, embedding), then `h<layer>.<i>` (batch, width of the layer). Outputs: logits, then the new states in the same order.
 * The decoder shares its weights with the embedding, so the params of this graph are those of the complete model.
 */
import { onlyOf } from '../../core/only-of.js';
import { must } from '../../core/must.js';
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { stateSize, type Recipe, type RecipeNode } from './recipe.js';

interface LanguageModel {
  /** Numbers of an embedded token, and of the last layer. */
  readonly embedding: number;
  /** Units of the layers before the last. */
  readonly hidden: number;
  readonly layers: number;
  /** Words in the vocabulary. */
  readonly tokens: number;
}

/** Each input times its own matrix, plus one bias. */
function addLinear(b: ArchBuilder, inputs: readonly string[], id: string, outFeatures: number): string {
  const terms = inputs.map((input, i) =>
    b.add('linear', [input], { outFeatures, bias: i === 0 }, inputs.length === 1 ? id : `${id}.${i}`),
  );
  return onlyOf(terms) ?? b.add('add', terms, {}, id);
}

function addNode(b: ArchBuilder, { op }: RecipeNode, inputs: readonly string[], id: string, width: number): string {
  const inputAt = (place: number): string => must(inputs[place], 'an input of the blend');
  switch (op) {
    case 'linear':
      return addLinear(b, inputs, id, width);
    case 'blend': {
      const [gate, first, second] = [inputAt(0), inputAt(1), inputAt(2)];
      const rest = b.add('affine', [gate], { scale: -1, shift: 1 }, `${id}.rest`);
      return b.add('add', [b.add('mul', [gate, first], {}, `${id}.a`), b.add('mul', [rest, second], {}, `${id}.b`)], {}, id);
    }
    case 'elementwise_prod':
      return b.add('mul', inputs, {}, id);
    case 'elementwise_sum':
      return b.add('add', inputs, {}, id);
    case 'activation_tanh':
      return b.add('tanh', inputs, {}, id);
    case 'activation_sigm':
      return b.add('sigmoid', inputs, {}, id);
    case 'activation_leaky_relu':
      return b.add('leakyRelu', inputs, { slope: 0.01 }, id);
    default:
      return op satisfies never;
  }
}

/** Ids as in `l1.node_3`: the recipe's node in layer 1. */
export function buildLanguageModel(
  recipe: Recipe,
  { embedding, hidden, layers, tokens }: LanguageModel,
  name: string,
): Architecture {
  const b = createArchBuilder();
  const states = stateSize(recipe);
  let x = b.input('x', [1, embedding]);
  const widths = Array.from({ length: layers }, (_, layer) => (layer === layers - 1 ? embedding : hidden));
  const old = widths.map((width, layer) => Array.from({ length: states }, (_, i) => b.input(`h${layer}.${i}`, [1, width])));
  const after: string[] = [];
  widths.forEach((width, layer) => {
    b.group({ id: `l${layer}`, kind: 'cell', stage: layer });
    const values = new Map([['x', x], ...(old[layer] ?? []).map((id, i) => [`h_prev_${i}`, id] as const)]);
    for (const node of recipe)
      values.set(
        node.name,
        addNode(
          b,
          node,
          node.inputs.map((input) => values.get(input) as string),
          `l${layer}.${node.name}`,
          width,
        ),
      );
    for (let i = 0; i < states; i++) after.push(values.get(`h_new_${i}`) as string);
    x = values.get('h_new_0') as string;
  });
  b.group({ id: 'head', kind: 'head', stage: layers - 1 });
  return b.finish([b.add('linear', [x], { outFeatures: tokens, bias: true }, 'decoder'), ...after], name);
}
