/**
 * ONNX -> IR.
 *   1. read    the file's structure, tensors by their place            proto/reader
 *   2. import  every node as nodes of the IR, for any batch             import/
 *   3. fold    exporters' habits back into operators                    patterns/
 *   4. group   nodes into the blocks that their names or wiring tell    blocks/
 *   5. check   the complete architecture                                arch/validate
 */
import * as v from 'valibot';
import { checkParameter, checkRequest, requestSchema } from '../core/schema/check-request.js';
import { count, flag, hook, made, text, texts } from '../core/schema/fields.js';
import { checkArchitecture } from '../arch/validate.js';
import { parameterKey } from '../arch/parameters.js';
import type { Architecture, ArchNode } from '../arch/types.js';
import { product } from '../arch/ops/shapes.js';
import type { TensorValues, Weights } from '../arch/weights.js';
import { AssayError, errorWithin } from '../core/errors.js';
import { groupNodes } from './blocks/group-nodes.js';
import { readGroups } from './blocks/read-groups.js';
import type { ByteSource } from '../core/byte-source.js';
import { shortestFloat } from '../core/shortest-float.js';
import { importGraph, isOwnFile } from './import/import-graph.js';
import type { OpenBeside } from './import/tensor-values.js';
import type { Tail, UnsupportedNode } from './import/translate.js';
import { toArchNode, type DraftNode } from './import/values.js';
import { createPatternGraph } from './patterns/graph.js';
import { foldPatterns } from './patterns/index.js';
import { readModel } from './proto/reader.js';

/** How a model is read. */
export interface ReadOnnxOptions {
  /** Names the file in errors; `onnx` when left out. */
  readonly where?: string;
  /** Score what can be understood: nodes that cannot be translated are skipped and listed in `unsupported`. */
  readonly partial?: boolean;
  /** Keep such nodes as operators that cannot be run (`foreign`), so that all else is counted; listed in `unsupported` too. */
  readonly keepsForeign?: boolean;
  /** Names of values or nodes that are the outputs; if left out, those of the file without the parts that only decode them. */
  readonly outputs?: readonly string[];
  /**
   * Batch norms that the exporter merged into convolutions: `restored` (the default) puts them back where the file's names tell,
   * because proxies see a network with norms very differently; `merged` leaves the file as it is.
   */
  readonly norms?: 'restored' | 'merged';
  /** Shapes of inputs whose file leaves lengths open, by name, batch first. A length that the file fixes must be the same. */
  readonly shapes?: { readonly [input: string]: readonly number[] };
  /** The shapes are those of several models: names of inputs that this one lacks are passed over, and inputs whose shape the file fixes keep it. */
  readonly shapesOfMany?: boolean;
  /**
   * Inputs that are always one number, in all of their elements, by name: a sampling rate, a state of zeros. They are no inputs of the
   * architecture; a branch that asks for one is decided. A length that the file leaves open is the batch.
   */
  readonly set?: { readonly [input: string]: number };
  /** Opens a file of the model's folder, for weights stored outside. */
  readonly openBeside?: OpenBeside;
}

/** What `readOnnx` found: the architecture, its weights, and remarks. */
export interface OnnxReading {
  readonly architecture: Architecture;
  /** The weights of the file, loaded when they are read. A batch norm's `mean` and `variance` are among them. */
  readonly weights: Weights;
  /** What was folded and how often, by the pattern's name. */
  readonly folded: ReadonlyMap<string, number>;
  /** Empty unless `partial` or `keepsForeign`. */
  readonly unsupported: readonly UnsupportedNode[];
  /** Where a tail that only decodes was cut off. */
  readonly tails: readonly Tail[];
  /** Names of the file's inputs, those that were set to a number too. */
  readonly inputNames: readonly string[];
  /** Names of inputs that keep the shape of the file, though `shapes`, those of several models, hold another. */
  readonly keptShapes: readonly string[];
}

const sourceField = made<ByteSource>('a source of bytes, as bytesSource makes it', 'slice');
export const readOnnxSchema = requestSchema<ReadOnnxOptions>(
  {},
  {
    where: text,
    partial: flag,
    keepsForeign: flag,
    outputs: texts,
    norms: v.picklist(['restored', 'merged']),
    shapesOfMany: flag,
    shapes: v.record(v.string(), v.array(count(1))),
    set: v.record(v.string(), v.pipe(v.number(), v.finite())),
    openBeside: hook,
  },
);

/**
 * Reads an ONNX model: its architecture, and its weights when they are needed.
 * @throws a data error naming the place: a byte, a tensor, a node and its operator.
 */
export async function readOnnx(source: ByteSource, asked: ReadOnnxOptions = {}): Promise<OnnxReading> {
  checkParameter('source', sourceField, source);
  checkRequest('readOnnx', readOnnxSchema, asked);
  const { where = 'onnx', openBeside, norms = 'restored', ...options } = asked;
  const file = await readModel(source, where);
  const { draft, outputs, unsupported, tails, inputNames, keptShapes } = await importGraph(
    file,
    { source, where, ...(openBeside && { openBeside }) },
    options,
  );
  const graph = createPatternGraph(draft, outputs, draft.shapes, isOwnFile(file) ? draft.operators : undefined);
  graph.sweep();
  const folded = foldPatterns(graph, { restoreNorms: norms === 'restored', isOwn: isOwnFile(file) });
  const drafts = graph.nodes().map(rounded);
  const groups =
    readGroups(file.metadata.get('assay.groups'), drafts) ??
    (isOwnFile(file)
      ? { groups: [], groupOf: new Map<string, string>() }
      : groupNodes({ nodes: drafts, outputs: graph.outputs, shape: graph.shape }));
  const name = file.metadata.get('assay.name') ?? nameOf(file.graph.name, where);
  const architecture: Architecture = {
    format: 'assay-architecture',
    version: 1,
    ...(name === '' ? {} : { name }),
    inputs: tails.length === 0 && options.outputs === undefined ? graph.inputs : inputsRead(graph.inputs, drafts, graph.outputs),
    nodes: await withShares(
      drafts,
      drafts.map((node) => withGroup(node, groups.groupOf)),
      graph.outputs,
    ),
    outputs: graph.outputs,
    ...(groups.groups.length === 0 ? {} : { groups: groups.groups }),
  };
  try {
    checkArchitecture(architecture);
  } catch (error) {
    throw error instanceof AssayError ? errorWithin(where, error) : error;
  }
  return { architecture, weights: weightsOf(drafts), folded, unsupported, tails, inputNames, keptShapes };
}

/** Exporters give every graph the same name; then the name of the file says more. */
function nameOf(graph: string, where: string): string {
  const saysMore = graph !== '' && !/^(torch|main|tf2onnx|graph|model|onnx|network)[-_a-z]*$/i.test(graph);
  return saysMore || where === 'onnx' ? graph : (where.split(/[\\/]/).pop() ?? '').replace(/\.onnx$/i, '');
}

function withGroup(node: DraftNode, groupOf: ReadonlyMap<string, string>): ArchNode {
  const group = groupOf.get(node.id);
  return group === undefined ? toArchNode(node) : { ...toArchNode(node), group };
}

/**
 * Learned tensors that the file holds once and several operators use: the first owns them. Exporters also keep one tensor for many
 * that are equal by chance, such as the scales of ones of untrained norms: a tensor of one number everywhere is shared only beside another
 * that is.
 */
async function withShares(
  drafts: readonly DraftNode[],
  nodes: readonly ArchNode[],
  outputs: readonly string[],
): Promise<ArchNode[]> {
  const owners = new Map<string, string>();
  const out: ArchNode[] = [];
  const read = nodesRead(nodes, outputs);
  for (const [i, node] of nodes.entries()) {
    // A branch that leads nowhere owns nothing that others use.
    if (!read.has(node.id)) {
      out.push(node);
      continue;
    }
    const shares: { [parameter: string]: string } = {};
    let isShared = false;
    for (const [name, tensor] of Object.entries(drafts[i]?.weights ?? {})) {
      if (tensor.source === undefined || stateNames.has(name)) continue;
      const place = `${tensor.shape.join('x')} ${tensor.source}`;
      const owner = owners.get(place);
      if (owner === undefined) {
        owners.set(place, parameterKey(node.id, name));
        continue;
      }
      shares[name] = owner;
      isShared ||= await isTelling(tensor);
    }
    out.push(isShared ? { ...node, shares } : node);
  }
  return out;
}

/** Inputs that something reads: those of a tail that was cut off are gone with it. */
function inputsRead(
  inputs: Architecture['inputs'],
  nodes: readonly DraftNode[],
  outputs: readonly string[],
): Architecture['inputs'] {
  const read = new Set([...outputs, ...nodes.flatMap((node) => node.inputs)]);
  return inputs.filter(({ id }) => read.has(id));
}

/** Ids of what the outputs are computed from. */
function nodesRead(nodes: readonly ArchNode[], outputs: readonly string[]): Set<string> {
  const read = new Set(outputs);
  for (const { id, inputs } of nodes.toReversed()) if (read.has(id)) for (const input of inputs) read.add(input);
  return read;
}

/** Tensors beyond this are not looked into: no exporter merges such by their values alone. */
const mostCompared = 1 << 20;

/** Whether a tensor holds more than one number. Where it cannot be read, its name says enough. */
async function isTelling(tensor: TensorValues): Promise<boolean> {
  if (product(tensor.shape) > mostCompared) return true;
  try {
    const values = await tensor.load();
    return values.length === 1 || values.some((value) => value !== values[0]);
  } catch (error) {
    if (error instanceof AssayError) return true;
    throw error;
  }
}

/** The running statistics of a batch norm, which are not learned. */
const stateNames: ReadonlySet<string> = new Set(['mean', 'variance']);

/** Factors as the file can hold them: float32, in their shortest decimal. What was folded was multiplied in double. */
function rounded(node: DraftNode): DraftNode {
  if (node.op !== 'affine') return node;
  const { scale, shift } = node.attrs;
  return { ...node, attrs: { scale: shortestFloat(Math.fround(scale)), shift: shortestFloat(Math.fround(shift)) } };
}

function weightsOf(nodes: readonly DraftNode[]): Weights {
  return new Map(nodes.flatMap(({ id, weights }) => (Object.keys(weights).length === 0 ? [] : [[id, weights] as const])));
}
