/**
 * Synflow from the graph alone: every weight is replaced by its expected magnitude under PyTorch's default initialisation, 1 / (2 sqrt(fan_in)),
 * and borders are left out, so each layer multiplies by sqrt(fan_in) / 2 and each map is one number. A node carries the sum over paths of
 * their products, v, as a logarithm, and d, the mean number of layers on a path weighted by its product: synflow is R d.
 */
import { greatest } from '../core/greatest.js';
import { definitionOf, inferShapes, inputShapes } from '../arch/infer.js';
import { product } from '../arch/ops/shapes.js';
import type { OpRole } from '../arch/ops/types.js';
import type { Architecture, Shape } from '../arch/types.js';

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
    const sources = node.inputs.map((id) => flows.get(id) as Flow);
    const shape = shapes.get(node.id) as Shape;
    const elements = inputs.map(product);
    if (role === 'none') flows.set(node.id, nothing);
    else if (role === 'conv' && parameters !== undefined) {
      const [{ fanIn }] = parameters(node.attrs, inputs);
      flows.set(node.id, { logV: sources[0].logV + Math.log(Math.sqrt(fanIn) / 2), depth: sources[0].depth + 1 });
    } else if (passing.has(role)) flows.set(node.id, sources[0]);
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
  const [output] = architecture.outputs;
  const { logV, depth } = flows.get(output) as Flow;
  const logR = logV + Math.log(product((shapes.get(output) as Shape).slice(1)));
  return { ok: true, logR, log: logR + Math.log(depth) };
}

/** Sum of weighted flows. */
function addFlows(flows: readonly Flow[], weights: readonly number[]): Flow {
  const largest = greatest(flows.map(({ logV }) => logV));
  if (largest === -Infinity) return nothing;
  const parts = flows.map(({ logV }, i) => weights[i] * Math.exp(logV - largest));
  const sum = parts.reduce((a, b) => a + b, 0);
  return { logV: largest + Math.log(sum), depth: flows.reduce((total, { depth }, i) => total + (parts[i] / sum) * depth, 0) };
}
