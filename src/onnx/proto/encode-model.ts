import { createProtoWriter, type ProtoWriter } from './writer.js';
import { onnxTypes, type OnnxAttribute, type OnnxGraph, type OnnxNode, type OnnxTensor, type OnnxValue } from './types.js';

export interface ModelOptions {
  /** Version of ONNX's operators. 17 keeps the axes of reductions attributes and is read by any runtime in use. */
  readonly opset?: number;
  /** Other operator domains the nodes use, with their versions. */
  readonly domains?: { readonly [domain: string]: number };
  /** Named texts that travel with the model. */
  readonly metadata?: { readonly [key: string]: string };
  /** Gives as many bytes as it is asked for, which may hold old numbers: the model is written there. New ones unless given. */
  readonly room?: (length: number) => Uint8Array;
}

const irVersion = 8;

/** An ONNX model as bytes (field numbers after onnx.proto3). Weights are copied once. */
export function encodeModel(graph: OnnxGraph, { opset = 17, domains = {}, metadata = {}, room }: ModelOptions = {}): Uint8Array {
  const w = createProtoWriter();
  w.integer(1, irVersion);
  w.text(2, 'assay');
  w.message(7, () => writeGraph(w, graph));
  for (const [domain, version] of [['', opset] as const, ...Object.entries(domains)]) {
    w.message(8, () => {
      w.text(1, domain);
      w.integer(2, version);
    });
  }
  for (const [key, value] of Object.entries(metadata)) {
    w.message(14, () => {
      w.text(1, key);
      w.text(2, value);
    });
  }
  return w.finish(room);
}

function writeGraph(w: ProtoWriter, { name, nodes, initializers, inputs, outputs }: OnnxGraph): void {
  for (const node of nodes) w.message(1, () => writeNode(w, node));
  w.text(2, name);
  for (const tensor of initializers) w.message(5, () => writeTensor(w, tensor));
  for (const value of inputs) w.message(11, () => writeValue(w, value));
  for (const value of outputs) w.message(12, () => writeValue(w, value));
}

function writeNode(w: ProtoWriter, { name, op, domain, inputs, outputs, attrs }: OnnxNode): void {
  for (const input of inputs) w.text(1, input);
  for (const output of outputs) w.text(2, output);
  if (name !== undefined) w.text(3, name);
  w.text(4, op);
  for (const [key, attribute] of Object.entries(attrs ?? {})) w.message(5, () => writeAttribute(w, key, attribute));
  if (domain !== undefined) w.text(7, domain);
}

/** Numbers of AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, text: 3, tensor: 4, graph: 5, ints: 7, texts: 8 } as const;

function writeAttribute(w: ProtoWriter, name: string, attribute: OnnxAttribute): void {
  w.text(1, name);
  if ('float' in attribute) w.float(2, attribute.float);
  else if ('int' in attribute) w.integer(3, attribute.int);
  else if ('text' in attribute) w.text(4, attribute.text);
  else if ('tensor' in attribute) w.message(5, () => writeTensor(w, attribute.tensor));
  else if ('graph' in attribute) w.message(6, () => writeGraph(w, attribute.graph));
  else if ('texts' in attribute) for (const value of attribute.texts) w.text(9, value);
  else for (const value of attribute.ints) w.integer(8, value);
  const kind = Object.keys(attribute)[0] as keyof typeof attributeTypes;
  w.integer(20, attributeTypes[kind]);
}

function writeTensor(w: ProtoWriter, tensor: OnnxTensor): void {
  const { name, type, dims, byteLength } = tensor;
  for (const length of dims) w.integer(1, length);
  w.integer(2, onnxTypes[type]);
  w.text(8, name);
  if (byteLength === undefined) w.bytes(9, tensor.bytes);
  else w.laterBytes(9, byteLength, () => tensor.bytes);
}

function writeValue(w: ProtoWriter, { name, type, dims }: OnnxValue): void {
  w.text(1, name);
  w.message(2, () =>
    w.message(1, () => {
      w.integer(1, onnxTypes[type]);
      if (dims === undefined) return;
      w.message(2, () => {
        for (const length of dims) w.message(1, () => (typeof length === 'string' ? w.text(2, length) : w.integer(1, length)));
      });
    }),
  );
}
