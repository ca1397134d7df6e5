/**
 * A graph written again with narrow products: what convolutions and linear layers with constant weights multiply is rounded first.
 *
 *   float32    as it was written
 *   bfloat16   weights and maps rounded to 8 significant bits, multiplied and added as float32: what bfloat16 hardware computes, not its speed
 *   int8       weights as signed, maps as unsigned bytes, multiplied as such (int8.ts says with which scales)
 *
 * Products of two maps (attention), transposed convolutions, recurrent layers and everything that is no product stay in float32.
 */
import type { Shape } from '../../../arch/types.js';
import { createGraphBuilder } from '../../../onnx/lower/graph-builder.js';
import type { OnnxNode, OnnxTensor } from '../../../onnx/proto/types.js';
import type { Products } from '../../passes/products.js';
import { roundedToBfloat16 } from './bfloat16.js';
import { inBytes } from './int8.js';
import type { NarrowGraph, NarrowRule } from './types.js';

interface PlainGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

const rules: { readonly [products in Products]: NarrowRule | undefined } = {
  float32: undefined,
  bfloat16: roundedToBfloat16,
  int8: inBytes,
};

/** Operators of ONNX that multiply maps with weights, which are their second input. */
const multipliers: ReadonlySet<string> = new Set(['Conv', 'Gemm']);

/** The graph with its products in these numbers. @param given shapes of maps, as far as they are known, and names of the outputs. */
export function narrowGraph(
  { nodes, initializers }: PlainGraph,
  products: Products,
  given: { readonly shapes: ReadonlyMap<string, Shape>; readonly outputs: Iterable<string> },
): PlainGraph {
  const rule = rules[products];
  if (rule === undefined) return { nodes, initializers };
  const known = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const added = createGraphBuilder();
  const written: OnnxNode[] = [];
  const writers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const once = new Map<string, string[]>();
  let names = 0;
  const graph: NarrowGraph = {
    emit(op, inputs, { count = 1, ...more } = {}) {
      const key = `${op} ${inputs.join()} ${JSON.stringify(more)}`;
      const found = once.get(key) ?? Array.from({ length: count }, () => `n${names++}`);
      if (!once.has(key)) written.push({ op, inputs, outputs: found, ...more });
      once.set(key, found);
      return found;
    },
    write: (node) => written.push(node),
    writer: (name) => writers.get(name),
    shape: (name) => given.shapes.get(name),
    constant: added.constant,
    initializer: added.initializer,
  };
  for (const node of nodes) {
    const weight = node.domain === undefined && multipliers.has(node.op) ? known.get(node.inputs[1] ?? '') : undefined;
    if (weight === undefined) written.push(node);
    else rule(node, weight, graph);
  }
  const read = new Set([...given.outputs, ...written.flatMap((node) => node.inputs)]);
  const more = added.initializers.filter(({ name }) => !known.has(name));
  return {
    // A product may read what a ReLU reads, and nothing the ReLU then.
    nodes: written.filter((node) => node.op !== 'Relu' || node.outputs.some((name) => read.has(name))),
    initializers: [...initializers.filter(({ name }) => read.has(name)), ...more],
  };
}
