/**
 * Collects ONNX nodes under names that people can read: the last node of each operator of the IR, and its output, have the operator's
 * id; the others say what they are part of. Nothing is shared, so that a file reads like the architecture it was written from;
 * constants are nodes, weights are initializers.
 */
import { must } from '../../core/must.js';
import { encodeValues, type EmitOptions, type GraphBuilder, type OnnxAttributes } from '../lower/graph-builder.js';
import { partName } from '../part-names.js';
import type { OnnxNode, OnnxTensor } from '../proto/types.js';

interface NamedGraph extends GraphBuilder {
  /** Names what was emitted since the last call after `id`; `output` is the value that becomes `id`'s. */
  finish(id: string, output: string): void;
}

/** @param taken names that no other value may have: those of the architecture's nodes and inputs. */
export function createNamedGraph(taken: ReadonlySet<string>): NamedGraph {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const domains = new Set<string>();
  let own: OnnxNode[] = [];
  let next = 0;

  const emit = (
    op: string,
    inputs: readonly string[],
    attrs?: OnnxAttributes,
    { outputs = 1, domain }: EmitOptions = {},
  ): readonly string[] => {
    const names = Array.from({ length: outputs }, () => `\0${next++}`);
    own.push({
      op,
      inputs,
      outputs: names,
      ...(attrs === undefined ? {} : { attrs }),
      ...(domain === undefined ? {} : { domain }),
    });
    if (domain !== undefined) domains.add(domain);
    return names;
  };

  return {
    dialect: 'processor',
    block: undefined,
    emit,
    node: (op, inputs, attrs) => must(emit(op, inputs, attrs)[0], 'an output'),
    initializer(tensor) {
      if (!initializers.has(tensor.name)) initializers.set(tensor.name, tensor);
      return tensor.name;
    },
    constant: (type, dims, values) =>
      must(
        emit('Constant', [], { value: { tensor: { name: '', type, dims, bytes: encodeValues(type, values) } } })[0],
        'an output',
      ),
    nodes,
    get initializers() {
      return [...initializers.values()];
    },
    domains,
    finish(id, output) {
      const made = own;
      own = [];
      if (!made.some(({ outputs }) => outputs[0] === output)) {
        // Nothing was computed: the value belongs to another operator, only its name is new.
        for (const node of named(made, id, '', taken)) nodes.push(node);
        nodes.push({ name: id, op: 'Identity', inputs: [output], outputs: [id] });
        return;
      }
      for (const node of named(made, id, output, taken)) nodes.push(node);
    },
  };
}

/** Values other than the operator's output are numbered within it. */
function named(nodes: readonly OnnxNode[], id: string, output: string, taken: ReadonlySet<string>): OnnxNode[] {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  return nodes.map((node) => {
    const isLast = node.outputs[0] === output;
    let count = counts.get(node.op) ?? 0;
    const part = (): string => partName(id, node.op, count);
    do count++;
    while (!isLast && taken.has(part()));
    if (!isLast) counts.set(node.op, count);
    const name = isLast ? id : part();
    for (const [i, value] of node.outputs.entries()) names.set(value, i === 0 ? name : `${name}:${i}`);
    return {
      ...node,
      name,
      inputs: node.inputs.map((input) => names.get(input) ?? input),
      outputs: node.outputs.map((value) => names.get(value) as string),
    };
  });
}
