/**
 * A NAS-Bench-NLP recipe: one step of a recurrent cell as named nodes. `x` is the input, `h_prev_i` the state before the step,
 * nodes called `h_new_i` the state after it; `h_new_0` is also the output.
 */
export const recipeOps = [
  'linear',
  'blend',
  'elementwise_prod',
  'elementwise_sum',
  'activation_tanh',
  'activation_sigm',
  'activation_leaky_relu',
] as const;
export type RecipeOp = (typeof recipeOps)[number];

export interface RecipeNode {
  readonly name: string;
  readonly op: RecipeOp;
  readonly inputs: readonly string[];
}

/** Every node after those it reads. */
export type Recipe = readonly RecipeNode[];

/** Fewest and most inputs of each operator. The published code adds and multiplies two numbers only. */
export const recipeArity: { readonly [op in RecipeOp]: readonly [number, number] } = {
  linear: [1, 8],
  blend: [3, 3],
  elementwise_prod: [2, 2],
  elementwise_sum: [2, 2],
  activation_tanh: [1, 1],
  activation_sigm: [1, 1],
  activation_leaky_relu: [1, 1],
};

export const activations: readonly RecipeOp[] = ['activation_tanh', 'activation_sigm', 'activation_leaky_relu'];
/** Inputs may be exchanged; those of `blend` may not: a b + (1 - a) c. */
export const isCommutative = (op: RecipeOp): boolean => op !== 'blend';
export const isNewState = (name: string): boolean => /^h_new_\d+$/.test(name);
export const isOldState = (name: string): boolean => /^h_prev_\d+$/.test(name);

/** How many numbers a unit keeps as its state: one for each `h_new_i`. */
export function stateSize(recipe: Recipe): number {
  return recipe.filter(({ name }) => isNewState(name)).length;
}

/** `x`, `h_prev_0`, ... */
export function recipeSources(states: number): string[] {
  return ['x', ...Array.from({ length: states }, (_, i) => `h_prev_${i}`)];
}

/** The nodes in topological order, otherwise in the given order; undefined if there is a cycle. */
export function sortRecipe(nodes: readonly RecipeNode[], sources: readonly string[]): Recipe | undefined {
  const known = new Set(sources);
  const sorted: RecipeNode[] = [];
  let waiting = [...nodes];
  while (waiting.length > 0) {
    const next = waiting.find(({ inputs }) => inputs.every((input) => known.has(input)));
    if (next === undefined) return undefined;
    sorted.push(next);
    known.add(next.name);
    waiting = waiting.filter((node) => node !== next);
  }
  return sorted;
}

/** The recipe without nodes that no new state depends on. */
export function pruneRecipe(recipe: Recipe): Recipe {
  const needed = new Set(recipe.filter(({ name }) => isNewState(name)).map(({ name }) => name));
  for (const { name, inputs } of recipe.toReversed()) if (needed.has(name)) for (const input of inputs) needed.add(input);
  return recipe.filter(({ name }) => needed.has(name));
}

/** The conditions of the generator: every source is read, and no old state is an input of a new one. */
export function isGenerable(recipe: Recipe): boolean {
  const read = new Set(recipe.flatMap(({ inputs }) => inputs));
  return (
    recipeSources(stateSize(recipe)).every((source) => read.has(source)) &&
    recipe.every(({ name, inputs }) => !isNewState(name) || !inputs.some(isOldState))
  );
}
