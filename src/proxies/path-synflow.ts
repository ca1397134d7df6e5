/**
 * Synflow from the graph alone: every weight is replaced by its expected magnitude under PyTorch's default initialisation, 1 / (2 sqrt(fan_in)),
 * and borders are left out, so each layer multiplies by sqrt(fan_in) / 2 and each map is one number. A node carries the sum over paths of
 * their products, v, as a logarithm, and d, the mean number of layers on a path weighted by its product: synflow is R d.
 */
import { must } from '../core/must.js';
import { greatest } from '../core/greatest.js';
import { definitionOf, inferShapes, inputShapes } from '../arch/infer.js';
import { product } from '../arch/ops/shapes.js';
import type { OpRole } from '../arch/ops/types.js';
import type { Architecture } from '../arch/types.js';

interface Flow {
  readonly logV: number;
  readonly depth: number;
}

type PathSynflow =
  | { readonly ok: true; readonly log: number; readonly logR: number }
  | { readonly ok: false; readonly reason: string };

const nothing: Flow = { logV: -Infinity, depth: 0 };

/** Roles that pass a positive constant map on as it is. */
const passing: ReadonlySet<OpRole> = new Set<OpRole>(['norm', 'activation', 'pool', 'skip', 'shape']);

/** ln synflow and ln R. Networks with products of activations or learned tables have no path products. */
export function pathSynflow(architecture: Architecture): PathSynflow {
  const shapes = inferShapes(architecture, 1);
  const flows = new Map<string, Flow>(architecture.inputs.map(({ id }) => [id, { logV: 0, depth: 0 }]));
  for (const node of architecture.nodes) {
    const { role, sums, parameters } = definitionOf(node);
    const inputs = inputShapes(node, shapes);
    const sources = node.inputs.map((id) => flowOf(flows, id));
    const [first = nothing] = sources;
    const shape = must(shapes.get(node.id), 'a shape of each node');
    const elements = inputs.map(product);
    if (role === 'none') flows.set(node.id, nothing);
    else if (role === 'conv' && parameters !== undefined) {
      const { fanIn } = must(parameters(node.attrs, inputs)[0], 'the weight of a layer');
      flows.set(node.id, { logV: first.logV + Math.log(Math.sqrt(fanIn) / 2), depth: first.depth + 1 });
    } else if (passing.has(role)) flows.set(node.id, first);
    else if (sums === true)
      flows.set(
        node.id,
        addFlows(
          sources,
          sources.map(() => 1),
        ),
      );
    else if (role === 'merge' && elements.reduce((a, b) => a + b, 0) === product(shape))
      flows.set(
        node.id,
        addFlows(
          sources,
          elements.map((n) => n / product(shape)),
        ),
      );
    else return { ok: false, reason: `not a network of layers, sums and concatenations: ${node.op} ${node.id}` };
  }
  const output = must(architecture.outputs[0], 'an output');
  const { logV, depth } = flowOf(flows, output);
  const logR = logV + Math.log(product(must(shapes.get(output), 'a shape of each output').slice(1)));
  return { ok: true, logR, log: logR + Math.log(depth) };
}

const flowOf = (flows: ReadonlyMap<string, Flow>, id: string): Flow => must(flows.get(id), 'a flow of each node');

/** Sum of weighted flows. */
function addFlows(flows: readonly Flow[], weights: readonly number[]): Flow {
  const largest = greatest(flows.map(({ logV }) => logV));
  if (largest === -Infinity) return nothing;
  const parts = flows.map(({ logV, depth }, i) => ({
    part: must(weights[i], 'a weight of each flow') * Math.exp(logV - largest),
    depth,
  }));
  const sum = parts.reduce((total, { part }) => total + part, 0);
  return { logV: largest + Math.log(sum), depth: parts.reduce((total, { part, depth }) => total + (part / sum) * depth, 0) };
}
