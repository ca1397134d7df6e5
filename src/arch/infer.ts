import { dataError } from '../core/errors.js';
import { ops } from './ops/index.js';
import type { OpDefinition } from './ops/types.js';
import type { ArchNode, Architecture, Shape } from './types.js';

/** The definition of a node's operator, with its attribute type erased: always pass it that node's own attributes. */
export function definitionOf(node: ArchNode): OpDefinition<unknown> {
  return ops[node.op] as OpDefinition<unknown>;
}

/**
 * Shapes of all inputs and nodes, by id.
 * @param batch length of the first axis of every input; left out, the architecture's own.
 * @throws a data error `node "<id>" (<op>): expected ...` where shapes do not fit.
 */
export function inferShapes(architecture: Architecture, batch?: number): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const { id, shape } of architecture.inputs) shapes.set(id, batch === undefined ? shape : [batch, ...shape.slice(1)]);
  for (const node of architecture.nodes) {
    const inputs = inputShapes(node, shapes);
    try {
      shapes.set(node.id, definitionOf(node).infer(node.attrs, inputs));
    } catch (error) {
      throw dataError(`node "${node.id}" (${node.op})`, { expected: (error as Error).message.replace(/^expected /, '') });
    }
  }
  return shapes;
}

/** Shapes of a node's inputs. @throws a data error when an input is not defined before the node. */
export function inputShapes(node: ArchNode, shapes: ReadonlyMap<string, Shape>): Shape[] {
  return node.inputs.map((id) => {
    const shape = shapes.get(id);
    if (shape === undefined) throw dataError(`node "${node.id}" (${node.op})`, { expected: 'inputs that are defined before it', got: `"${id}"` });
    return shape;
  });
}
