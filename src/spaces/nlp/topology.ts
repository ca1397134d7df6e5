/**
 * A recipe as SED reads it: every node becomes two with its operator between them; a linear node counts as a 1 x 1 convolution, all other operators as links.
 * The paper of SED speaks of feature maps only; this reading is ours.
 */
import type { CellTopology, TopologyEdge, TopologyOp } from '../../arch/topology.js';
import { isNewState, recipeSources, stateSize, type Recipe } from './recipe.js';

const linear: TopologyOp = { kind: 'conv', kernel: 1, times: 1 };
const link: TopologyOp = { kind: 'link' };
const skip: TopologyOp = { kind: 'skip' };

export function recipeTopology(recipe: Recipe): CellTopology {
  const sources = recipeSources(stateSize(recipe));
  const exits = new Map(sources.map((name, i) => [name, i]));
  /** What each name depends on. */
  const before = new Map<string, ReadonlySet<string>>(sources.map((name) => [name, new Set()]));
  const edges: TopologyEdge[] = [];
  recipe.forEach(({ name, op, inputs }, i) => {
    const enter = sources.length + 2 * i;
    const throughOthers = new Set(inputs.flatMap((input) => [...(before.get(input) as ReadonlySet<string>)]));
    for (const input of inputs) {
      const around = throughOthers.has(input);
      edges.push({ from: exits.get(input) as number, to: enter, op: around ? skip : link, label: around ? 'skip' : '' });
    }
    edges.push({ from: enter, to: enter + 1, op: op === 'linear' ? linear : link, label: op });
    exits.set(name, enter + 1);
    before.set(name, new Set([...inputs, ...throughOthers]));
  });
  const outputs = recipe.filter(({ name }) => isNewState(name)).map(({ name }) => exits.get(name) as number);
  return {
    nodes: sources.length + 2 * recipe.length,
    inputs: sources.map((_, i) => i),
    outputs: outputs.sort((a, b) => a - b),
    edges,
  };
}
