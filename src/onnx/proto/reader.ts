/**
 * Reads an ONNX ModelProto (field numbers after onnx.proto3) from a byte source. Tensors are located, not read: a model of 2 GB
 * costs what its graph costs. Unknown fields are stepped over; lists and names have limits, nesting too.
 */
import { AssayError, dataError, quote } from '../../core/errors.js';
import { fileKind, tellingBytes } from '../../core/file-kind.js';
import type { ByteSource } from '../../core/byte-source.js';
import { createCursor, noModel, type Cursor, type Field } from './cursor.js';
import { readTensor } from './read-tensor.js';
import { readPacked, readText, setOnce } from './read-fields.js';
import type { FileAttribute, FileFunction, FileGraph, FileModel, FileNode, FileTensor, FileValue } from './file-types.js';

/** Graphs in attributes of nodes of graphs ...: deeper than any exporter writes. */
const mostNesting = 16;
const mostNodes = 200_000;
/** What a model may begin with: keys of its fields, of which exporters write the version first. */
const firstBytes: readonly (number | undefined)[] = [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72, 0xa2, 0xca];

/** @param where names the file in errors. @throws a data error naming what the file seems to be, or the byte or the thing that is wrong. */
export async function readModel(source: ByteSource, where: string): Promise<FileModel> {
  try {
    return await readMessage(source, where);
  } catch (error) {
    // Only a file that is no model is examined further, because the first bytes of a model may look like any other file.
    if (!(error instanceof AssayError)) throw error;
    const head = await source.slice(0, Math.min(tellingBytes, source.byteLength));
    const kind = fileKind(head);
    if (kind !== undefined) throw dataError(where, { expected: 'an ONNX model', got: kind });
    throw firstBytes.includes(head[0]) ? error : noModel(where);
  }
}

async function readMessage(source: ByteSource, where: string): Promise<FileModel> {
  const cursor = createCursor(source, where);
  let irVersion = 0;
  let producer = '';
  let graph: FileGraph | undefined;
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const functions: FileFunction[] = [];
  await cursor.walk(0, source.byteLength, async (field) => {
    switch (field.number) {
      case 1:
        irVersion = field.value;
        return;
      case 2:
        producer = await readText(cursor, field);
        return;
      case 7:
        if (graph !== undefined) throw cursor.fault(field.start, 'one graph', 'a second one');
        graph = await readGraph(cursor, field.start, field.end, 0);
        return;
      case 8: {
        const { name, version } = await readOpset(cursor, field);
        setOnce(cursor, opsets, name, version, field.start, 'operator set');
        return;
      }
      case 14: {
        const [key, value] = await readEntry(cursor, field);
        metadata.set(key, value);
        return;
      }
      case 25:
        functions.push(await readFunction(cursor, field));
    }
  });
  if (graph === undefined)
    throw dataError(where, {
      expected: 'an ONNX model',
      got: 'a file without a graph',
      hint: 'it is of another kind, or cut off',
    });
  return { irVersion, producer, graph, opsets, functions, metadata };
}

async function readGraph(cursor: Cursor, start: number, end: number, depth: number): Promise<FileGraph> {
  if (depth > mostNesting) throw cursor.fault(start, `graphs nested at most ${mostNesting} deep`);
  let name = '';
  const nodes: FileNode[] = [];
  const initializers: FileTensor[] = [];
  const inputs: FileValue[] = [];
  const outputs: FileValue[] = [];
  const values: FileValue[] = [];
  await cursor.walk(start, end, async (field) => {
    switch (field.number) {
      case 1:
        if (nodes.length >= mostNodes) throw cursor.fault(field.start, `at most ${mostNodes} nodes`);
        nodes.push(await readNode(cursor, field, depth));
        return;
      case 2:
        name = await readText(cursor, field);
        return;
      case 5:
        initializers.push(await readTensor(cursor, field));
        return;
      case 11:
        inputs.push(await readValue(cursor, field));
        return;
      case 12:
        outputs.push(await readValue(cursor, field));
        return;
      case 13:
        values.push(await readValue(cursor, field));
        return;
      case 15:
        throw cursor.fault(field.start, 'dense tensors', 'a sparse initializer');
    }
  });
  return { name, nodes, initializers, inputs, outputs, values };
}

async function readNode(cursor: Cursor, { start, end }: Field, depth: number): Promise<FileNode> {
  let name = '';
  let op = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, FileAttribute>();
  await cursor.walk(start, end, async (field) => {
    switch (field.number) {
      case 1:
        inputs.push(await readText(cursor, field));
        return;
      case 2:
        outputs.push(await readText(cursor, field));
        return;
      case 3:
        name = await readText(cursor, field);
        return;
      case 4:
        op = await readText(cursor, field);
        return;
      case 5: {
        const attribute = await readAttribute(cursor, field, depth);
        setOnce(cursor, attributes, attribute.name, attribute, field.start, 'attribute');
        return;
      }
      case 7:
        domain = await readText(cursor, field);
    }
  });
  cursor.keep(1);
  if (op === '') throw cursor.fault(start, 'a node with an operator', `none in node ${quote(name)}`);
  return { name, op, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes };
}

async function readAttribute(cursor: Cursor, { start, end }: Field, depth: number): Promise<FileAttribute> {
  const attribute: { -readonly [K in keyof FileAttribute]: FileAttribute[K] } = { name: '' };
  const floats: number[] = [];
  const ints: number[] = [];
  const texts: string[] = [];
  let type = 0;
  await cursor.walk(start, end, async (field) => {
    switch (field.number) {
      case 1:
        attribute.name = await readText(cursor, field);
        return;
      case 2: {
        const [float] = await readPacked(cursor, field, 'floats');
        if (float !== undefined) attribute.float = float;
        return;
      }
      case 3:
        attribute.int = field.value;
        return;
      case 4:
        attribute.text = await readText(cursor, field);
        return;
      case 5:
        attribute.tensor = await readTensor(cursor, field);
        return;
      case 6:
        attribute.graph = await readGraph(cursor, field.start, field.end, depth + 1);
        return;
      case 7:
        for (const value of await readPacked(cursor, field, 'floats')) floats.push(value);
        return;
      case 8:
        for (const value of await readPacked(cursor, field, 'varints')) ints.push(value);
        return;
      case 9:
        texts.push(await readText(cursor, field));
        return;
      case 20:
        type = field.value;
        return;
      case 21:
        attribute.reference = await readText(cursor, field);
    }
  });
  cursor.keep(1);
  if (attribute.name === '') throw cursor.fault(start, 'an attribute with a name');
  // A type says which list an empty one is; a scalar that is 0 may be left out of the bytes.
  if (floats.length > 0 || type === 6) attribute.floats = floats;
  if (ints.length > 0 || type === 7) attribute.ints = ints;
  if (texts.length > 0 || type === 8) attribute.texts = texts;
  if (type === 1) attribute.float ??= 0;
  if (type === 2) attribute.int ??= 0;
  if (type === 3) attribute.text ??= '';
  return attribute;
}

async function readValue(cursor: Cursor, { start, end }: Field): Promise<FileValue> {
  let name = '';
  let type: number | undefined;
  let dims: (number | string)[] | undefined;
  const readDim = async (field: Field): Promise<number | string> => {
    let length: number | string = -1;
    await cursor.walk(field.start, field.end, async (part) => {
      if (part.number === 1) length = part.value;
      else if (part.number === 2) length = await readText(cursor, part);
    });
    cursor.keep(1);
    return length;
  };
  const readShape = async (field: Field): Promise<void> => {
    const read: (number | string)[] = [];
    await cursor.walk(field.start, field.end, async (part) => {
      if (part.number === 1) read.push(await readDim({ ...part }));
    });
    dims = read;
  };
  const readTensorType = (field: Field): Promise<void> =>
    cursor.walk(field.start, field.end, (part) => {
      if (part.number === 1) type = part.value;
      else if (part.number === 2) return readShape({ ...part });
      return undefined;
    });
  await cursor.walk(start, end, async (field) => {
    if (field.number === 1) name = await readText(cursor, field);
    else if (field.number === 2) {
      const { start: from, end: to } = field;
      await cursor.walk(from, to, (part) => (part.number === 1 ? readTensorType({ ...part }) : undefined));
    }
  });
  cursor.keep(1);
  return { name, ...(type === undefined ? {} : { type }), ...(dims === undefined ? {} : { dims }) };
}

async function readFunction(cursor: Cursor, { start, end }: Field): Promise<FileFunction> {
  let name = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const nodes: FileNode[] = [];
  const defaults: FileAttribute[] = [];
  await cursor.walk(start, end, async (field) => {
    switch (field.number) {
      case 1:
        name = await readText(cursor, field);
        return;
      case 4:
        inputs.push(await readText(cursor, field));
        return;
      case 5:
        outputs.push(await readText(cursor, field));
        return;
      case 7:
        nodes.push(await readNode(cursor, field, 1));
        return;
      case 10:
        domain = await readText(cursor, field);
        return;
      case 11:
        defaults.push(await readAttribute(cursor, field, 1));
    }
  });
  return { name, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, nodes, defaults };
}

async function readOpset(cursor: Cursor, { start, end }: Field): Promise<{ name: string; version: number }> {
  let name = '';
  let version = 0;
  await cursor.walk(start, end, async (field) => {
    if (field.number === 1) name = await readText(cursor, field);
    else if (field.number === 2) version = field.value;
  });
  return { name: name === 'ai.onnx' ? '' : name, version };
}

async function readEntry(cursor: Cursor, { start, end }: Field): Promise<[string, string]> {
  let key = '';
  let value = '';
  await cursor.walk(start, end, async (field) => {
    if (field.number === 1) key = await readText(cursor, field);
    else if (field.number === 2) value = await readText(cursor, field, 1 << 24);
  });
  return [key, value];
}
