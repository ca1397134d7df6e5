/**
 * IR -> ONNX: a file that any runtime reads (operator set 17, IR version 8), for any batch, with the architecture's ids as names.
 * Batch norms are written for inference, with running statistics; what is read back is the same architecture.
 */
import { must } from '../core/must.js';
import { requireFields } from '../core/require-shape.js';
import { placed } from '../core/mismatch.js';
import { inferShapes, nodeTitle } from '../arch/infer.js';
import { lengthAt, product } from '../arch/ops/shapes.js';
import { tokenInputsOf } from '../arch/token-inputs.js';
import { parametersOf, type Parameter } from '../arch/parameters.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';
import type { Weights } from '../arch/weights.js';
import { dataError } from '../core/errors.js';
import { exportLowerings } from './export/lowerings.js';
import { listOperators } from './part-names.js';
import { createNamedGraph } from './export/named-graph.js';
import { bytesOf } from './lower/graph-builder.js';
import type { Lowering } from './lower/types.js';
import { encodeModel } from './proto/encode-model.js';
import type { OnnxValue } from './proto/types.js';

/** What a written model holds besides its graph. */
export interface WriteOnnxOptions {
  /**
   * Values of the learned tensors: those of a model, or a function that draws them (a number fills a tensor); `inputs` leaves them out:
   * they become inputs of the graph, which the caller of the runtime feeds.
   */
  readonly weights: Weights | ((parameter: Parameter) => Float32Array | number) | 'inputs';
}

/** Protobuf's limit. */
const mostBytes = 2 ** 31 - 1;

/**
 * Writes an architecture as an ONNX model.
 * @throws a data error naming a node that cannot be written, or when the file would be larger than 2 GB.
 */
export async function writeOnnx(architecture: Architecture, options: WriteOnnxOptions): Promise<Uint8Array> {
  requireFields('options', "an object with `weights`: 'inputs', a model's, or a function", options, 'weights');
  const { weights } = options;
  const shapes = inferShapes(architecture, 1);
  const parameters = parametersOf(architecture, shapes);
  checkSize(parameters, weights);
  const ids = new Set([...architecture.inputs, ...architecture.nodes].map(({ id }) => id));
  const graph = createNamedGraph(ids);
  const tokenInputs = tokenInputsOf(architecture);
  const fed: OnnxValue[] = architecture.inputs.map(({ id, shape }) => ({
    name: id,
    type: tokenInputs.has(id) ? 'int64' : 'float',
    dims: ['batch', ...shape.slice(1)],
  }));
  const free: OnnxValue[] = [];
  const values =
    typeof weights === 'string' ? new Map<string, Float32Array>() : await loadValues(architecture, parameters, shapes, weights);

  const tensor = (name: string, shape: Shape): string => {
    const given = values.get(name);
    if (given !== undefined) return graph.initializer({ name, type: 'float', dims: shape, bytes: bytesOf(given) });
    if (!free.some((value) => value.name === name)) free.push({ name, type: 'float', dims: shape });
    return name;
  };
  let current: ArchNode | undefined;
  const lowerings = exportLowerings(() => {
    const id = (current as ArchNode).id;
    const channels = must(shapes.get(id), 'a shape of each node').slice(1, 2);
    return [tensor(`${id}/mean`, channels), tensor(`${id}/variance`, channels)];
  });
  const names = new Map(architecture.inputs.map(({ id }) => [id, id]));
  for (const node of architecture.nodes) {
    current = node;
    const own = parameters.get(node.id) ?? [];
    const inputs = node.inputs.map((id) => ({ name: names.get(id) as string, shape: shapes.get(id) as Shape }));
    const output = lowered(node, lowerings[node.op] as Lowering<unknown>, inputs, {
      graph,
      shape: shapes.get(node.id) as Shape,
      parameter: (name) => {
        const parameter = own.find((one) => one.name === name) as Parameter;
        return tensor(parameter.key, parameter.shape);
      },
    });
    // A learned tensor that is not repeated is its initializer, unless the network gives it out.
    const isInitializer = node.op === 'parameter' && node.inputs.length === 0 && !architecture.outputs.includes(node.id);
    if (!isInitializer) graph.finish(node.id, output);
    names.set(node.id, isInitializer ? output : node.id);
  }
  const outputs: OnnxValue[] = architecture.outputs.map((id) => ({
    name: id,
    type: 'float',
    dims: outputDims(architecture, id),
  }));
  return encodeModel(
    {
      name: architecture.name ?? 'network',
      nodes: graph.nodes,
      initializers: graph.initializers,
      inputs: [...fed, ...free],
      outputs,
    },
    { metadata: { ...metadataOf(architecture), ...listOperators(graph.nodes, ids) } },
  );
}

function lowered(
  node: ArchNode,
  lowering: Lowering<unknown>,
  inputs: Parameters<Lowering<unknown>>[1],
  context: Parameters<Lowering<unknown>>[2],
): string {
  try {
    return lowering(node.attrs, inputs, context);
  } catch (error) {
    throw placed(error, nodeTitle(node));
  }
}

function checkSize(parameters: ReadonlyMap<string, readonly Parameter[]>, weights: WriteOnnxOptions['weights']): void {
  if (weights === 'inputs') return;
  const bytesOfKey = new Map([...parameters.values()].flat().map(({ key, shape }) => [key, 4 * product(shape)]));
  const bytes = [...bytesOfKey.values()].reduce((sum, own) => sum + own, 0);
  if (bytes > mostBytes)
    throw dataError('onnx', {
      expected: 'weights of at most 2 GB in one file',
      got: `${bytes} bytes`,
      hint: 'write it without weights',
      code: 'limit-exceeded',
    });
}

async function loadValues(
  architecture: Architecture,
  parameters: ReadonlyMap<string, readonly Parameter[]>,
  shapes: ReadonlyMap<string, Shape>,
  weights: Exclude<WriteOnnxOptions['weights'], string>,
): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  const filled = (given: Float32Array | number, shape: Shape): Float32Array =>
    typeof given === 'number' ? new Float32Array(product(shape)).fill(given) : given;
  for (const own of parameters.values()) {
    for (const parameter of own) {
      const { key, node, name, shape } = parameter;
      if (typeof weights === 'function') values.set(key, filled(weights(parameter), shape));
      else {
        const stored = weights.get(node)?.[name];
        if (stored === undefined)
          throw dataError(`node ${JSON.stringify(node)}`, { expected: `values of its ${name}`, got: 'none', code: 'missing' });
        const loaded = await stored.load();
        if (loaded.length !== product(shape))
          throw dataError(`node ${JSON.stringify(node)}`, {
            expected: `${product(shape)} values of its ${name}`,
            got: `${loaded.length}`,
            code: 'mismatch',
          });
        values.set(key, loaded);
      }
    }
  }
  for (const { id, op } of architecture.nodes) {
    if (op !== 'batchNorm') continue;
    const channels = lengthAt(must(shapes.get(id), 'a shape of each node'), 1);
    const stored = typeof weights === 'function' ? undefined : weights.get(id);
    for (const [name, none] of [
      ['mean', 0],
      ['variance', 1],
    ] as const)
      values.set(`${id}/${name}`, (await stored?.[name]?.load()) ?? new Float32Array(channels).fill(none));
  }
  return values;
}

/** Dimensions of an output, the batch by name. */
function outputDims(architecture: Architecture, id: string): (number | string)[] {
  const shapeAt = (batch: number): Shape => must(inferShapes(architecture, batch).get(id), 'a shape of each output');
  const two = shapeAt(2);
  return shapeAt(1).map((length, axis) => (length === two[axis] ? length : length === 1 ? 'batch' : `${length}*batch`));
}

/** What ONNX cannot express: which inputs are samples, and the blocks. */
function metadataOf({ name, inputs, nodes, groups }: Architecture): { [key: string]: string } {
  const members = new Map<string, string[]>();
  for (const { id, group } of nodes) if (group !== undefined) members.set(group, [...(members.get(group) ?? []), id]);
  return {
    ...(name === undefined ? {} : { 'assay.name': name }),
    'assay.inputs': JSON.stringify(inputs.map(({ id }) => id)),
    ...(groups === undefined
      ? {}
      : { 'assay.groups': JSON.stringify(groups.map((group) => ({ ...group, nodes: members.get(group.id) ?? [] }))) }),
  };
}
