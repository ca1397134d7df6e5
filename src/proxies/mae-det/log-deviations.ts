/**
 * Logarithms of the deviations of all maps of a network with N(0,1) weights and inputs, by arithmetic: what MAE-DET measures with a pass that
 * leaves out norms, activations and residual links and rescales every map. A layer adds 0.5 ln fan_in; a sum has the deviation of its largest
 * input, which is the path with the layers; inputs side by side share theirs; a gate leaves its map as it is.
 */
import { must } from '../../core/must.js';
import { definitionOf, inputShapes } from '../../arch/infer.js';
import { firstShape, lengthAt, product } from '../../arch/ops/shapes.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';

export type LogDeviations =
  | { readonly ok: true; readonly of: ReadonlyMap<string, number> }
  | { readonly ok: false; readonly reason: string };

export function logDeviations(architecture: Architecture, shapes: ReadonlyMap<string, Shape>): LogDeviations {
  const known = new Map<string, number>(architecture.inputs.map(({ id }) => [id, 0]));
  for (const node of architecture.nodes) {
    const own = ofNode(node, known, inputShapes(node, shapes));
    if (own === undefined) return { ok: false, reason: `node ${node.id} (${node.op}) has no entropy by arithmetic` };
    known.set(node.id, own);
  }
  return { ok: true, of: known };
}

function ofNode(node: ArchNode, known: ReadonlyMap<string, number>, inputs: readonly Shape[]): number | undefined {
  const { role, parameters, sums = false, joins = false, macs, cannotRun } = definitionOf(node);
  if (cannotRun !== undefined) return undefined;
  const given = node.inputs.map((id) => must(known.get(id), 'the deviation of an input'));
  const [first = 0, second] = given;
  if (role === 'none') return -Infinity;
  if (role === 'conv') {
    const weight = parameters?.(node.attrs, inputs).find(({ name }) => name === 'weight');
    return weight === undefined ? undefined : first + 0.5 * Math.log(weight.fanIn);
  }
  if (second === undefined) return first;
  const sizes = inputs.map(product);
  if (sums) return Math.max(...given);
  if (joins) return logMean(given, sizes);
  if (role !== 'merge') return first;
  const largest = Math.max(...sizes);
  // A product of matrices sums as many products as it multiplies for one number.
  if (macs !== undefined) return first + second + 0.5 * Math.log(lengthAt(firstShape(inputs), -1));
  return given.filter((_, i) => sizes[i] === largest).reduce((a, b) => a + b, 0);
}

/** Half the logarithm of the mean variance, each with its share of the numbers. */
function logMean(given: readonly number[], sizes: readonly number[]): number {
  const highest = Math.max(...given);
  if (highest === -Infinity) return highest;
  const all = sizes.reduce((a, b) => a + b, 0);
  const mean = sizes.reduce((sum, size, i) => sum + (size / all) * Math.exp(2 * ((given[i] ?? NaN) - highest)), 0);
  return highest + 0.5 * Math.log(mean);
}
