/** Finds the taps of a reading in a network, by what operators declare: roles and properties, never names. */
import { definitionOf, inputShapes } from '../../arch/infer.js';
import { product } from '../../arch/ops/shapes.js';
import type { OpRole } from '../../arch/ops/types.js';
import { transformerLayers } from '../../arch/transformer-layers.js';
import { parametersOf } from '../../arch/parameters.js';
import type { ArchNode, Architecture, Shape } from '../../arch/types.js';
import type { Tap, TapSet } from './types.js';

/** What the taps of one network are found with. */
interface TapContext {
  readonly architecture: Architecture;
  readonly shapes: ReadonlyMap<string, Shape>;
}

/** Where a node is tapped: at one of its inputs or at its output. */
type Place = readonly [node: ArchNode, source: string];

const leafRoles: ReadonlySet<OpRole> = new Set<OpRole>(['conv', 'norm', 'activation', 'pool', 'skip', 'none']);
const isLeaf = (node: ArchNode): boolean => leafRoles.has(definitionOf(node).role);
const isRectifier = (node: ArchNode): boolean => definitionOf(node).rectifies?.(node.attrs) ?? false;
const bends = (node: ArchNode): boolean => isRectifier(node) || definitionOf(node).rectifiesSmoothly === true;
const atInput = (node: ArchNode): Place => [node, node.inputs[0]];
const atOutput = (node: ArchNode): Place => [node, node.id];
const hasWeight = (node: ArchNode): boolean => definitionOf(node).role === 'conv';

const finders: { readonly [K in TapSet]: (context: TapContext) => readonly Place[] } = {
  'rectifier-inputs': ({ architecture }) => architecture.nodes.filter(isRectifier).map(atInput),
  'rectifier-outputs': ({ architecture }) => architecture.nodes.filter(isRectifier).map(atOutput),
  'bend-inputs': ({ architecture }) => architecture.nodes.filter(bends).map(atInput),
  'bend-outputs': ({ architecture }) => architecture.nodes.filter(bends).map(atOutput),
  'feed-forward-hidden': ({ architecture, shapes }) => transformerLayers(architecture, shapes).hidden.map(atOutput),
  'weighted-outputs': ({ architecture }) => architecture.nodes.filter(hasWeight).map(atOutput),
  'first-weighted-outputs': ({ architecture, shapes }) => {
    const parameters = parametersOf(architecture, shapes);
    const isLarge = ({ id }: ArchNode): boolean => {
      const weight = parameters.get(id)?.find(({ role }) => role === 'weight');
      return weight !== undefined && product(weight.shape) >= 50;
    };
    return architecture.nodes
      .filter((node) => hasWeight(node) && isLarge(node))
      .slice(0, 11)
      .map(atOutput);
  },
  'leaf-outputs': ({ architecture }) => architecture.nodes.filter(isLeaf).map(atOutput),
  'late-leaf-outputs': ({ architecture }) => {
    const late = new Set(
      (architecture.groups ?? [])
        .filter(({ kind }) => kind !== 'stem' && kind !== 'head')
        .slice(-3)
        .map(({ id }) => id),
    );
    return architecture.nodes.filter((node) => node.group !== undefined && late.has(node.group) && isLeaf(node)).map(atOutput);
  },
  'norm-inputs': ({ architecture }) => architecture.nodes.filter((node) => definitionOf(node).batchStatistics).map(atInput),
  'pool-inputs': ({ architecture }) => architecture.nodes.filter((node) => definitionOf(node).role === 'pool').map(atInput),
  'block-outputs': ({ architecture }) => blockOutputs(architecture).map(atOutput),
  features: (context) => {
    const reducer = featureReducer(context);
    return reducer === undefined ? [] : [atInput(reducer)];
  },
  outputs: ({ architecture }) => architecture.nodes.filter(({ id }) => architecture.outputs.includes(id)).map(atOutput),
  inputs: ({ architecture: { inputs, nodes } }) =>
    inputs.flatMap(({ id }): Place[] => {
      const reader = nodes.find((node) => node.inputs.includes(id));
      return reader === undefined ? [] : [[reader, id]];
    }),
};

/** The taps of a set, in definition order; none where the network has nothing of the kind. What is computed from learned tables alone, such as a position bias, answers no image and is not tapped. */
export function findTaps(context: TapContext, of: TapSet): Tap[] {
  const { architecture, shapes } = context;
  const reaches = towardsOutputs(architecture, () => true);
  const live = towardsOutputs(architecture, (node) => definitionOf(node).role !== 'none');
  const answers = answeringInputs(architecture);
  return finders[of](context)
    .filter(([, source]) => answers.has(source))
    .map(([{ id, group }, source]) => ({
      node: id,
      source,
      ...(group === undefined ? {} : { group }),
      shape: shapes.get(source) as Shape,
      reaches: reaches.has(id),
      live: live.has(id),
    }));
}

/** Nodes with a path to an output along nodes that conduct, themselves included. */
function towardsOutputs(architecture: Architecture, conducts: (node: ArchNode) => boolean): Set<string> {
  const reached = new Set(architecture.outputs);
  const towards = new Set<string>();
  for (const node of architecture.nodes.toReversed()) {
    if (!reached.has(node.id) || !conducts(node)) continue;
    towards.add(node.id);
    for (const id of node.inputs) reached.add(id);
  }
  return towards;
}

/** Inputs and the nodes that read them, directly or not. */
function answeringInputs({ inputs, nodes }: Architecture): Set<string> {
  const answering = new Set(inputs.map(({ id }) => id));
  for (const node of nodes) if (node.inputs.some((id) => answering.has(id))) answering.add(node.id);
  return answering;
}

/** The last node of each group that is read outside it; groups of the head are left out. */
function blockOutputs({ nodes, outputs, groups = [] }: Architecture): ArchNode[] {
  const groupOf = new Map(nodes.map(({ id, group }) => [id, group]));
  const left = new Set(outputs);
  for (const { group, inputs } of nodes) for (const id of inputs) if (groupOf.get(id) !== group) left.add(id);
  return groups.flatMap(({ id, kind }) => {
    const last = nodes.findLast((node) => node.group === id && left.has(node.id));
    return kind === 'head' || last === undefined ? [] : [last];
  });
}

/** The last pool on the way to the first output that leaves nothing of space; without one, the last layer with weights. */
function featureReducer({ architecture, shapes }: TapContext): ArchNode | undefined {
  const [output] = architecture.outputs;
  const upstream = new Set([output]);
  let weighted: ArchNode | undefined;
  for (const node of architecture.nodes.toReversed()) {
    if (!upstream.has(node.id)) continue;
    for (const id of node.inputs) upstream.add(id);
    const { role } = definitionOf(node);
    const [input] = inputShapes(node, shapes);
    if (role === 'pool' && input.length > 2 && (shapes.get(node.id) as Shape).slice(2).every((length) => length === 1))
      return node;
    if (role === 'conv' && weighted === undefined) weighted = node;
  }
  return weighted;
}
