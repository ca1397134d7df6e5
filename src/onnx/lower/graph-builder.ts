/**
 * Collects ONNX nodes and initializers. The same operator on the same values gives the same value, so branches
 * that compute the same (the ReLUs of several edges that leave one node) are computed once. Constants are shared by content.
 */
import { Mismatch } from '../../core/mismatch.js';
import { processorNodes, type Dialect } from './dialect.js';
import type { OnnxAttribute, OnnxNode, OnnxTensor, OnnxType } from '../proto/types.js';

export type OnnxAttributes = NonNullable<OnnxNode['attrs']>;

export interface EmitOptions {
  /** Outputs of the node; 1 unless said. */
  readonly outputs?: number;
  /** If left out: the operators of ONNX. */
  readonly domain?: string;
  /** A card leaves the node to the processor. */
  readonly onProcessor?: boolean;
}

export interface GraphBuilder {
  readonly dialect: Dialect;
  /** Channels in a block of the runtime's fastest convolutions, where the graph may write them. */
  readonly block: number | undefined;
  /** Adds a node, or finds it; names of its outputs. A node gets more outputs if more are requested than before. */
  emit(op: string, inputs: readonly string[], attrs?: OnnxAttributes, options?: EmitOptions): readonly string[];
  /** `emit` for nodes with one output. */
  node(op: string, inputs: readonly string[], attrs?: OnnxAttributes): string;
  /** A named initializer; a name already known is not added again. The bytes are read when the model is encoded. */
  initializer(tensor: OnnxTensor): string;
  /** A small constant of the graph. */
  constant(type: OnnxType, dims: readonly number[], values: readonly number[]): string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** The other operator domains of the nodes. */
  readonly domains: ReadonlySet<string>;
}

export function createGraphBuilder(dialect: Dialect = 'processor', block?: number): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const known = new Map<string, { readonly names: string[]; readonly place: number }>();
  const domains = new Set<string>();
  let next = 0;
  let left = 0;

  const emit = (
    op: string,
    inputs: readonly string[],
    attrs?: OnnxAttributes,
    { outputs = 1, domain, onProcessor = false }: EmitOptions = {},
  ): readonly string[] => {
    const key = `${domain ?? ''}.${op}(${inputs.join(',')})${attrs === undefined ? '' : describeAttributes(attrs)}`;
    const found = known.get(key);
    if (found !== undefined) {
      while (found.names.length < outputs) found.names.push(`v${next++}`);
      if (onProcessor) leave(found.place);
      return found.names;
    }
    const names = Array.from({ length: outputs }, () => `v${next++}`);
    nodes.push({
      op,
      inputs,
      outputs: names,
      ...(attrs === undefined ? {} : { attrs }),
      ...(domain === undefined ? {} : { domain }),
    });
    if (domain !== undefined) domains.add(domain);
    known.set(key, { names, place: nodes.length - 1 });
    if (onProcessor) leave(nodes.length - 1);
    return names;
  };
  /** Names a node by which a card leaves it to the processor. */
  const leave = (place: number): void => {
    if (dialect !== 'card' || nodes[place].name !== undefined) return;
    const name = processorNodes[left++];
    if (name === undefined) throw new Mismatch(`at most ${processorNodes.length} operators that a card leaves to the processor`);
    nodes[place] = { ...nodes[place], name };
  };
  const initializer = (tensor: OnnxTensor): string => {
    if (!initializers.has(tensor.name)) initializers.set(tensor.name, tensor);
    return tensor.name;
  };

  return {
    dialect,
    block,
    emit,
    node: (op, inputs, attrs) => emit(op, inputs, attrs)[0],
    initializer,
    constant(type, dims, values) {
      const name = `${type}[${dims.join('x')}]${describeValues(values)}`;
      return initializers.has(name) ? name : initializer({ name, type, dims, bytes: encodeValues(type, values) });
    },
    nodes,
    get initializers() {
      return [...initializers.values()];
    },
    domains,
  };
}

/** As JSON, but for numbers faster. */
function describeAttributes(attrs: OnnxAttributes): string {
  let text = '';
  for (const name in attrs) {
    const own = attrs[name];
    if ('int' in own) text += ` ${name}:${own.int}`;
    else if ('ints' in own) text += ` ${name}:[${own.ints.join(',')}]`;
    else if ('float' in own) text += ` ${name}:f${own.float}`;
    else text += ` ${name}:${JSON.stringify(own)}`;
  }
  return text;
}

/** Constants are named by their content; runs of one value are written once. */
function describeValues(values: readonly number[]): string {
  return values.length > 1 && values.every((value) => value === values[0]) ? `${values[0]}*` : values.join(',');
}

/** Little-endian bytes of a list of numbers. */
export function encodeValues(type: OnnxType, values: readonly number[]): Uint8Array {
  switch (type) {
    case 'float':
      return bytesOf(Float32Array.from(values));
    case 'double':
      return bytesOf(Float64Array.from(values));
    case 'int64':
      return bytesOf(BigInt64Array.from(values.map(BigInt)));
    case 'int32':
      return bytesOf(Int32Array.from(values));
    case 'int8':
      return bytesOf(Int8Array.from(values));
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
    default:
      return type satisfies never;
  }
}

/** The bytes of a typed array, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Attribute records, short to write. */
export const int = (value: number): OnnxAttribute => ({ int: value });
export const ints = (values: readonly number[]): OnnxAttribute => ({ ints: values });
export const float = (value: number): OnnxAttribute => ({ float: value });
