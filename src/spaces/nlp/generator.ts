/**
 * Random recipes, distributed as by the benchmark's generator: nine nodes or ten (two of them the new state), drawn one after another. A linear node (three times as likely as
 * each other operator) reads two sources or activations, one time in five three, and is followed by an activation; the others read old states and
 * earlier nodes. Two nodes become the new state, nodes that they do not need are dropped, and the recipe is drawn again unless it is valid.
 */
import type { Rng } from '../../core/rng.js';
import {
  activations,
  isGenerable,
  isOldState,
  pruneRecipe,
  recipeSources,
  sortRecipe,
  type Recipe,
  type RecipeNode,
  type RecipeOp,
} from './recipe.js';

const states = 2;
const intermediate = 7;
const mainOps: readonly RecipeOp[] = ['linear', 'linear', 'linear', 'blend', 'elementwise_prod', 'elementwise_sum'];

function drawNodes(rng: Rng): RecipeNode[] {
  const sources = recipeSources(states);
  const nodes: RecipeNode[] = [];
  const active: string[] = [];
  const add = (op: RecipeOp, inputs: readonly string[]): string => {
    const name = `node_${nodes.length}`;
    nodes.push({ name, op, inputs });
    return name;
  };
  while (nodes.length < states + intermediate) {
    const op = rng.pick(mainOps);
    if (op === 'linear') {
      const linear = add(op, rng.shuffle([...sources, ...active]).slice(0, rng.int(5) === 0 ? 3 : 2));
      active.push(add(rng.pick(activations), [linear]));
      continue;
    }
    const candidates = [...sources.filter(isOldState), ...nodes.map(({ name }) => name)];
    const count = op === 'blend' ? 3 : 2;
    if (count <= candidates.length) add(op, rng.shuffle(candidates).slice(0, count));
  }
  return nodes;
}

export function sampleRecipe(rng: Rng): Recipe {
  for (;;) {
    const nodes = drawNodes(rng);
    const chosen = rng.shuffle(nodes).slice(0, states);
    const renamed = new Map(chosen.map(({ name }, i) => [name, `h_new_${i}`]));
    const rename = (name: string): string => renamed.get(name) ?? name;
    const recipe = sortRecipe(
      nodes.map(({ name, op, inputs }) => ({ name: rename(name), op, inputs: inputs.map(rename) })),
      recipeSources(states),
    );
    if (recipe === undefined) continue;
    const pruned = pruneRecipe(recipe);
    if (isGenerable(pruned)) return pruned;
  }
}
