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
export function computeOnDemand(nodes: readonly OnnxNode[], always: Iterable<string>, outputs: readonly OnnxValue[]): OnDemand {
  const kept = leadingTo(nodes, always);
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

/** Nodes that some outputs need. */
function leadingTo(nodes: readonly OnnxNode[], outputs: Iterable<string>): ReadonlySet<OnnxNode> {
  const needed = new Set(outputs);
  const found = new Set<OnnxNode>();
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    found.add(node);
    for (const name of node.inputs) needed.add(name);
  }
  return found;
}

function nothing({ name, type }: OnnxValue): OnnxNode {
  const tensor = { name, type, dims: [0], bytes: new Uint8Array(0) };
  return { op: 'Constant', inputs: [], outputs: [name], attrs: { value: { tensor } } };
}
