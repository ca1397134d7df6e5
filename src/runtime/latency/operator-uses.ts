/** What a network is made of, as a latency table sees it: operators with everything that decides how long one takes. */
import { nodeCosts } from '../../arch/cost.js';
import { inferShapes, inputShapes } from '../../arch/infer.js';
import { product } from '../../arch/ops/shapes.js';
import type { Architecture, ArchNode } from '../../arch/types.js';

export interface OperatorUse {
  /** Operator, attributes and input shapes of one sample: nodes of one signature do the same work. */
  readonly signature: string;
  readonly op: string;
  readonly macs: number;
  /** Numbers it writes. */
  readonly elements: number;
}

/** One entry a node that the outputs need; a runtime leaves out the others. */
export function operatorUses(architecture: Architecture): OperatorUse[] {
  const shapes = inferShapes(architecture, 1);
  const costs = nodeCosts(architecture);
  const needed = new Set(architecture.outputs);
  for (const { id, inputs } of architecture.nodes.toReversed()) if (needed.has(id)) for (const input of inputs) needed.add(input);
  return architecture.nodes.flatMap((node, i): OperatorUse[] => {
    if (!needed.has(node.id)) return [];
    const { macs, shape } = costs[i];
    return [{ signature: signatureOf(node, inputShapes(node, shapes)), op: node.op, macs, elements: product(shape) }];
  });
}

function signatureOf({ op, attrs }: ArchNode, inputs: readonly (readonly number[])[]): string {
  const attributes = Object.entries(attrs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [op, ...attributes, inputs.map((shape) => shape.slice(1).join('x')).join(' ')].join(' ');
}
