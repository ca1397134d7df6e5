/**
 * One session for runs that are read for different outputs: what only some runs need goes into a branch, which other runs pass by. A run
 * gives no numbers for outputs that it did not compute.
 */
import { int } from '../../onnx/lower/graph-builder.js';
import { onnxTypes, type OnnxGraph, type OnnxNode, type OnnxValue } from '../../onnx/proto/types.js';

/** The input that says whether a run takes the branch: a number, 0 or 1. */
export const demandInput = 'on demand';

const isDemanded = 'is on demand';

interface OnDemand {
  readonly nodes: readonly OnnxNode[];
  /** The outputs of the branch, with the names by which the graph gives them. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * @param always outputs that every run is read for.
 * @param outputs all outputs.
 */
export function computeOnDemand(nodes: readonly OnnxNode[], always: readonly string[], outputs: readonly OnnxValue[]): OnDemand {
  if (always.length === outputs.length) return { nodes, names: new Map() };
  const kept = leadingTo(nodes, always, outputs);
  const branch = nodes.filter((node) => !kept.has(node));
  const written = new Set(branch.flatMap((node) => node.outputs));
  const moved = outputs.filter(({ name }) => written.has(name));
  if (moved.length === 0) return { nodes, names: new Map() };
  const names = new Map(moved.map(({ name }) => [name, `${name} on demand`]));
  const empty = moved.map(({ type }, i): OnnxValue => ({ name: `nothing ${i}`, type }));
  const body = { initializers: [], inputs: [] };
  const demanded: OnnxGraph = { ...body, name: 'demanded', nodes: branch, outputs: moved };
  const passedBy: OnnxGraph = { ...body, name: 'passed by', nodes: empty.map(nothing), outputs: empty };
  return {
    nodes: [
      ...nodes.filter((node) => kept.has(node)),
      { op: 'Cast', inputs: [demandInput], outputs: [isDemanded], attrs: { to: int(onnxTypes.bool) } },
      {
        op: 'If',
        inputs: [isDemanded],
        outputs: [...names.values()],
        attrs: { then_branch: { graph: demanded }, else_branch: { graph: passedBy } },
      },
    ],
    names,
  };
}

/**
 * What takes no more nodes than this besides those of every run is computed by every run: in the branch it would keep maps that it reads, such
 * as gradients of activations, until the branch is run.
 */
const fewNodes = 16;

/** Nodes of every run: those that lead to outputs that are always read, and to others that take a few more. */
function leadingTo(nodes: readonly OnnxNode[], always: Iterable<string>, outputs: readonly OnnxValue[]): ReadonlySet<OnnxNode> {
  const writers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const kept = new Set<OnnxNode>();
  /** Nodes that an output needs besides those kept: all, or one more than `most`. */
  const others = (output: string, most: number): Set<OnnxNode> => {
    const found = new Set<OnnxNode>();
    const open = [output];
    for (let name = open.pop(); name !== undefined && found.size <= most; name = open.pop()) {
      const node = writers.get(name);
      if (node === undefined || kept.has(node) || found.has(node)) continue;
      found.add(node);
      open.push(...node.inputs);
    }
    return found;
  };
  for (const name of always) for (const node of others(name, Infinity)) kept.add(node);
  for (const { name } of outputs) {
    const more = others(name, fewNodes);
    if (more.size <= fewNodes) for (const node of more) kept.add(node);
  }
  return kept;
}

function nothing({ name, type }: OnnxValue): OnnxNode {
  const tensor = { name, type, dims: [0], bytes: new Uint8Array(0) };
  return { op: 'Constant', inputs: [], outputs: [name], attrs: { value: { tensor } } };
}
