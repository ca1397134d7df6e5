/**
 * Moves between recipes: another operator of the same kind, another source for one input, one input more or less of a linear node, or a
 * linear node with an activation before an input. Nodes that no new state needs are dropped; results are kept if the generator could have made them.
 */
import { must } from '../../core/must.js';
import type { Rng } from '../../core/rng.js';
import {
  activations,
  isCommutative,
  isGenerable,
  isNewState,
  isOldState,
  pruneRecipe,
  recipeSources,
  sortRecipe,
  stateSize,
  type Recipe,
  type RecipeNode,
  type RecipeOp,
} from './recipe.js';
import { encodeRecipe } from './strings.js';

const MAX_NODES = 10;
const elementwise: readonly RecipeOp[] = ['elementwise_prod', 'elementwise_sum'];

/** Operators that may replace each other. */
function siblings(op: RecipeOp): readonly RecipeOp[] {
  return activations.includes(op) ? activations : elementwise.includes(op) ? elementwise : [op];
}

/** Names a node may read: linear nodes sources and activations, activations linear nodes, the rest old states and any node. */
function candidates(recipe: Recipe, op: RecipeOp): string[] {
  const sources = recipeSources(stateSize(recipe));
  const names = (keep: (node: RecipeNode) => boolean): string[] => recipe.filter(keep).map(({ name }) => name);
  if (op === 'linear') return [...sources, ...names((node) => activations.includes(node.op))];
  if (activations.includes(op)) return names((node) => node.op === 'linear');
  return [...sources.filter(isOldState), ...names(() => true)];
}

function freshName(recipe: Recipe, taken: readonly string[] = []): string {
  const names = new Set([...recipe.map(({ name }) => name), ...taken]);
  let i = 0;
  while (names.has(`node_${i}`)) i++;
  return `node_${i}`;
}

/** All recipes one move away, each once. */
export function neighborsRecipe(recipe: Recipe): Recipe[] {
  const sources = recipeSources(stateSize(recipe));
  const found = new Map<string, Recipe>();
  const offer = (nodes: readonly RecipeNode[]): void => {
    const sorted = sortRecipe(nodes, sources);
    if (sorted === undefined) return;
    const pruned = pruneRecipe(sorted);
    if (pruned.length <= Math.max(MAX_NODES, recipe.length) && isGenerable(pruned)) found.set(encodeRecipe(pruned), pruned);
  };
  recipe.forEach((node, i) => {
    const withInputs = (inputs: readonly string[]): void => offer(recipe.with(i, { ...node, inputs }));
    for (const op of siblings(node.op)) if (op !== node.op) offer(recipe.with(i, { ...node, op }));
    const free = candidates(recipe, node.op).filter((name) => name !== node.name && !node.inputs.includes(name));
    node.inputs.forEach((own, place) => {
      for (const name of free) withInputs(node.inputs.with(place, name));
      if (node.op === 'linear' && node.inputs.length > 2) withInputs(node.inputs.toSpliced(place, 1));
      if (node.op === 'linear' || !activations.includes(node.op))
        for (const added of insertions(recipe, i, place, own)) offer(added);
    });
    if (node.op === 'linear' && node.inputs.length === 2) for (const name of free) withInputs([...node.inputs, name]);
  });
  found.delete(encodeRecipe(recipe));
  return [...found.values()];
}

/** A linear node of an input and another source, and an activation, put before that input. */
function insertions(recipe: Recipe, at: number, place: number, own: string): RecipeNode[][] {
  const node = must(recipe[at], 'a node of the recipe');
  const linear = freshName(recipe);
  const active = freshName(recipe, [linear]);
  const reads = recipeSources(stateSize(recipe)).filter((source) => source !== own);
  return reads.flatMap((source) =>
    activations.map((op): RecipeNode[] => [
      { name: linear, op: 'linear', inputs: [own, source] },
      { name: active, op, inputs: [linear] },
      ...recipe.with(at, { ...node, inputs: node.inputs.with(place, active) }),
    ]),
  );
}

/** The same recipe with other names, another topological order, and exchangeable inputs exchanged. */
export function relabelRecipe(recipe: Recipe, rng: Rng): Recipe {
  const inner = recipe.filter(({ name }) => !isNewState(name)).map(({ name }) => name);
  const names = new Map(rng.shuffle(inner).map((name, i) => [name, `node_${i}`]));
  const rename = (name: string): string => names.get(name) ?? name;
  const nodes = recipe.map(({ name, op, inputs }): RecipeNode => {
    const renamed = inputs.map(rename);
    return { name: rename(name), op, inputs: isCommutative(op) ? rng.shuffle(renamed) : renamed };
  });
  return sortRecipe(rng.shuffle(nodes), recipeSources(stateSize(recipe))) ?? recipe;
}
