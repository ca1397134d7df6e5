/** ONNX models byte by byte, with what Assay itself never writes: bodies of loops, lists of floats, texts. */
import { encodeValues } from '../src/onnx/lower/graph-builder.js';
import { createProtoWriter, type ProtoWriter } from '../src/onnx/proto/writer.js';

interface RawNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly ints?: { readonly [name: string]: number };
  readonly floats?: { readonly [name: string]: readonly number[] };
  readonly texts?: { readonly [name: string]: string };
  readonly body?: RawGraph;
}

export interface RawTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
  readonly type: 'float' | 'int64' | 'bool';
}

export interface RawGraph {
  readonly nodes: readonly RawNode[];
  readonly inputs: readonly (readonly [name: string, type: number, dims?: readonly (number | string)[]])[];
  readonly outputs: readonly (readonly [name: string, type: number])[];
  readonly tensors?: readonly RawTensor[];
}

const types = { float: 1, int64: 7, bool: 9 };

/** One node of a graph whose message is open. */
export function writeNode(
  w: ProtoWriter,
  { op, domain, inputs: read, outputs: made, ints = {}, floats = {}, texts = {}, body }: RawNode,
): void {
  w.message(1, () => {
    for (const name of read) w.text(1, name);
    for (const name of made) w.text(2, name);
    w.text(3, made.find((name) => name !== '') ?? op);
    w.text(4, op);
    for (const [name, value] of Object.entries(ints))
      w.message(5, () => {
        w.text(1, name);
        w.integer(3, value);
        w.integer(20, 2);
      });
    if (domain !== undefined) w.text(7, domain);
    for (const [name, value] of Object.entries(texts))
      w.message(5, () => {
        w.text(1, name);
        w.text(4, value);
        w.integer(20, 3);
      });
    for (const [name, values] of Object.entries(floats))
      w.message(5, () => {
        w.text(1, name);
        w.bytes(7, encodeValues('float', values));
        w.integer(20, 6);
      });
    if (body !== undefined)
      w.message(5, () => {
        w.text(1, 'body');
        w.message(6, () => writeGraph(w, body));
        w.integer(20, 5);
      });
  });
}

function writeGraph(w: ProtoWriter, { nodes, inputs, outputs, tensors = [] }: RawGraph): void {
  for (const node of nodes) writeNode(w, node);
  w.text(2, 'graph');
  for (const { name, dims, values, type } of tensors)
    w.message(5, () => {
      for (const length of dims) w.integer(1, length);
      w.integer(2, types[type]);
      w.text(8, name);
      w.bytes(9, type === 'bool' ? Uint8Array.from(values) : encodeValues(type, values));
    });
  const value = (field: number, [name, type, dims]: RawGraph['inputs'][number]): void =>
    w.message(field, () => {
      w.text(1, name);
      w.message(2, () =>
        w.message(1, () => {
          w.integer(1, type);
          if (dims !== undefined)
            w.message(2, () => {
              for (const length of dims)
                w.message(1, () => (typeof length === 'string' ? w.text(2, length) : w.integer(1, length)));
            });
        }),
      );
    });
  for (const own of inputs) value(11, own);
  for (const own of outputs) value(12, own);
}

/** @param domains versions of other operator domains. */
export function rawModel(graph: RawGraph, domains: { readonly [domain: string]: number } = {}): Uint8Array {
  const w = createProtoWriter();
  w.integer(1, 8);
  w.message(7, () => writeGraph(w, graph));
  for (const [domain, version] of Object.entries({ '': 17, ...domains }))
    w.message(8, () => {
      w.text(1, domain);
      w.integer(2, version);
    });
  return w.finish();
}
