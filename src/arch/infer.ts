import { requireArchitecture } from './require-architecture.js';
import { placed } from '../core/mismatch.js';
import { dataError, quote } from '../core/errors.js';
import { ops } from './ops/index.js';
import { MAX_AXIS } from './ops/schema.js';
import { formatShape, isSameShape, product } from './ops/shapes.js';
import type { OpDefinition } from './ops/types.js';
import type { ArchNode, Architecture, Shape } from './types.js';

/** The definition of a node's operator, with its attribute type erased: always pass it that node's own attributes. */
export function definitionOf(node: ArchNode): OpDefinition<unknown> {
  return ops[node.op] as OpDefinition<unknown>;
}

/** How errors name a node: `node "c3.e12" (conv)`. */
export function nodeTitle(node: ArchNode): string {
  return `node ${quote(node.id)} (${node.op})`;
}

/**
 * Shapes of all inputs and nodes, by id.
 * @param batch length of the first axis of every input; by default, that of the architecture.
 * @throws a data error `node "<id>" (<op>): expected ...` if shapes do not fit.
 */
export function inferShapes(architecture: Architecture, batch?: number): Map<string, Shape> {
  requireArchitecture(architecture);
  const shapes = new Map<string, Shape>();
  for (const { id, shape } of architecture.inputs) shapes.set(id, batch === undefined ? shape : [batch, ...shape.slice(1)]);
  for (const node of architecture.nodes) shapes.set(node.id, outputShape(node, inputShapes(node, shapes)));
  return shapes;
}

/** Of layers and pools that architectures share, which are frozen: the shape of their input and the output's. */
const known = new WeakMap<ArchNode, { readonly input: Shape; readonly output: Shape }>();

/** The shape of a node's output from those of its inputs. @throws a data error that names the node. */
export function outputShape(node: ArchNode, inputs: readonly Shape[], definition = definitionOf(node)): Shape {
  const [input] = inputs;
  if (input === undefined || (definition.role !== 'conv' && definition.role !== 'pool'))
    return inferred(node, inputs, definition);
  const last = known.get(node);
  if (last !== undefined && isSameShape(last.input, input)) return last.output;
  const output = inferred(node, inputs, definition);
  if (Object.isFrozen(node)) known.set(node, { input, output });
  return output;
}

function inferred(node: ArchNode, inputs: readonly Shape[], definition: OpDefinition<unknown>): Shape {
  let shape: Shape;
  try {
    shape = definition.infer(node.attrs, inputs);
  } catch (error) {
    // Operators say `expected ...`; anything else that is thrown is a bug, or an architecture that was never checked.
    throw placed(error, nodeTitle(node));
  }
  // A shape that is handed on was checked before.
  if (shape !== inputs[0] && (product(shape) > Number.MAX_SAFE_INTEGER || shape.some((length) => length > MAX_AXIS))) {
    throw dataError(nodeTitle(node), {
      expected: 'an output of fewer than 2^53 elements, 2^31 along an axis',
      got: formatShape(shape),
      code: 'limit-exceeded',
    });
  }
  return shape;
}

/** Shapes of a node's inputs. @throws a data error when an input is not defined before the node. */
export function inputShapes(node: ArchNode, shapes: ReadonlyMap<string, Shape>): Shape[] {
  return node.inputs.map((id) => {
    const shape = shapes.get(id);
    if (shape === undefined) throw undefinedInput(node, id);
    return shape;
  });
}

/** The error for a node that reads what comes after it, or nowhere. */
export const undefinedInput = (node: ArchNode, id: string): Error =>
  dataError(nodeTitle(node), { expected: 'inputs that are defined before it', got: quote(id) });
