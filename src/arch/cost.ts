import { product } from './ops/shapes.js';
import { definitionOf, inferShapes, inputShapes } from './infer.js';
import type { Architecture, Shape } from './types.js';

/** `params`: learned numbers. `macs`: multiply-accumulates of one sample (convolution, linear and matmul, their biases one each; NAS-Bench-201's "flop"), NaN if an operator is not known. */
export interface Cost {
  readonly params: number;
  readonly macs: number;
}

export interface NodeCost extends Cost {
  readonly id: string;
  readonly shape: Shape;
}

/** Cost of every node at batch 1, in order. A tensor that several nodes share counts at the first; MACs count at each. Nodes that cannot reach the output count too, as in the published tables. */
export function nodeCosts(architecture: Architecture): NodeCost[] {
  const shapes = inferShapes(architecture, 1);
  return architecture.nodes.map((node) => {
    const inputs = inputShapes(node, shapes);
    const shape = shapes.get(node.id) as Shape;
    const definition = definitionOf(node);
    const parameters = (definition.parameters?.(node.attrs, inputs) ?? []).filter(
      ({ name }) => node.shares?.[name] === undefined,
    );
    return {
      id: node.id,
      shape,
      params: parameters.reduce((sum, parameter) => sum + product(parameter.shape), 0),
      macs: definition.macs?.(node.attrs, inputs, shape) ?? 0,
    };
  });
}

/** Whether every operator is known: of one that is not, neither multiply-accumulates nor memory can be counted. */
export function isCountable({ nodes }: Architecture): boolean {
  return nodes.every((node) => definitionOf(node).cannotRun === undefined);
}

/** Params and MACs of a network. */
export function countCost(architecture: Architecture): Cost {
  let params = 0;
  let macs = 0;
  for (const node of nodeCosts(architecture)) {
    params += node.params;
    macs += node.macs;
  }
  return { params, macs };
}
