import type { ArchGroup, ArchNode, Architecture, InputPort, OpAttrs, OpName, Shape } from './types.js';

/** Collects the nodes of an architecture in order; made by `createArchBuilder`. */
export interface ArchBuilder {
  /** Declares an input with its batch axis; returns its id. */
  input(id: string, shape: Shape): string;
  /** Opens a group: nodes added from now on belong to it. */
  group(group: ArchGroup): void;
  /** Appends a node and returns its id. Without `id` the node is named after its op and position. */
  add<O extends OpName>(op: O, inputs: readonly string[], attrs: OpAttrs[O], id?: string): string;
  /** Appends the nodes that `append` appends and returns its result; with `blocks`, they are made once for each key. The key stands for the group too. */
  block(key: number | string, append: () => string): string;
  /** What `block` does where the block is known; undefined: it is not. Saves making `append`. */
  known(key: number | string): string | undefined;
  /** The finished architecture. */
  finish(outputs: readonly string[], name?: string): Architecture;
}

/** Nodes that architectures share. */
export interface ArchBlock {
  readonly nodes: readonly ArchNode[];
  readonly output: string;
}

/** Blocks that architectures share, by key: their nodes are the same objects, frozen. */
export type ArchBlocks = Map<number | string, ArchBlock>;

/** The blocks an architecture was put together from, in order. */
interface BlockList {
  readonly used: readonly ArchBlock[];
  readonly blocks: ArchBlocks;
}
const blockLists = new WeakMap<Architecture, BlockList>();

/** The blocks that hold all nodes of an architecture, in their order; undefined: it was not made of blocks alone. */
export const blocksOf = (architecture: Architecture): BlockList | undefined => blockLists.get(architecture);

type ArchFrame = Pick<Architecture, 'inputs' | 'outputs' | 'groups'>;

/** In one place, so that all architectures have one hidden class. */
function architectureOf(
  nodes: readonly ArchNode[],
  { inputs, outputs, groups }: ArchFrame,
  name: string | undefined,
): Architecture {
  return {
    format: 'assay-architecture',
    version: 1,
    ...(name === undefined ? {} : { name }),
    inputs,
    nodes,
    outputs,
    ...(groups === undefined ? {} : { groups }),
  };
}

/** Collects nodes in the order they are added, which is a topological order by construction. */
export function createArchBuilder(blocks?: ArchBlocks): ArchBuilder {
  const inputs: InputPort[] = [];
  const nodes: ArchNode[] = [];
  const groups: ArchGroup[] = [];
  /** Blocks outside others, and how many nodes they have. */
  const used: ArchBlock[] = [];
  let inBlocks = 0;
  let depth = 0;
  const use = (block: ArchBlock): string => {
    if (depth === 0) {
      used.push(block);
      inBlocks += block.nodes.length;
    }
    return block.output;
  };
  const known = (key: number | string): string | undefined => {
    const block = blocks?.get(key);
    if (block === undefined) return undefined;
    for (const node of block.nodes) nodes.push(node);
    return use(block);
  };
  const addBlock = (key: number | string, append: () => string): string => {
    const first = nodes.length;
    depth++;
    const output = append();
    depth--;
    if (blocks === undefined) return output;
    const block = { nodes: nodes.slice(first).map(shared), output };
    blocks.set(key, block);
    return use(block);
  };
  return {
    input(id, shape) {
      inputs.push({ id, shape });
      return id;
    },
    group(group) {
      groups.push(group);
    },
    add(op, nodeInputs, attrs, id = `${op}${nodes.length}`) {
      const group = groups.at(-1)?.id;
      nodes.push({ id, op, inputs: nodeInputs, attrs, ...(group === undefined ? {} : { group }) } as unknown as ArchNode);
      return id;
    },
    known,
    block: (key, append) => known(key) ?? addBlock(key, append),
    finish(outputs, name) {
      const frame = { inputs: [...inputs], outputs, ...(groups.length === 0 ? {} : { groups: [...groups] }) };
      const architecture = architectureOf([...nodes], frame, name);
      if (blocks !== undefined && inBlocks === nodes.length) blockLists.set(architecture, { used: [...used], blocks });
      return architecture;
    },
  };
}

/** A node that blocks share: frozen once, in the first of them. */
const shared = (node: ArchNode): ArchNode => (Object.isFrozen(node) ? node : frozen(node));

/** An object that several architectures hold, frozen with all it holds. */
function frozen<T extends object>(object: T): T {
  const held: unknown[] = Array.isArray(object) ? object : Object.values(object);
  // By place: until V8 has compiled this, each step of a loop over values makes an object.
  for (let i = 0; i < held.length; i++) if (typeof held[i] === 'object' && held[i] !== null) frozen(held[i] as object);
  return Object.freeze(object);
}

/**
 * The architecture of these blocks, without making any; undefined where one is not known yet.
 * @param frame inputs, outputs and groups, which all architectures of the blocks share.
 */
export function assembleBlocks(
  blocks: ArchBlocks,
  keys: readonly (number | string)[],
  frame: ArchFrame,
  name: string,
): Architecture | undefined {
  const used: ArchBlock[] = [];
  for (const key of keys) {
    const block = blocks.get(key);
    if (block === undefined) return undefined;
    used.push(block);
  }
  const nodes: ArchNode[] = [];
  for (const block of used) for (const node of block.nodes) nodes.push(node);
  const architecture = architectureOf(nodes, frame, name);
  blockLists.set(architecture, { used, blocks });
  return architecture;
}

/** Attributes of a 2-D convolution with a square kernel; padding defaults to "same" at stride 1. */
export function squareConv(
  outChannels: number,
  kernel: number,
  {
    stride = 1,
    padding,
    dilation = 1,
    groups = 1,
    bias = false,
  }: { stride?: number; padding?: number; dilation?: number; groups?: number; bias?: boolean } = {},
): OpAttrs['conv'] {
  const pad = padding ?? (dilation * (kernel - 1)) / 2;
  return {
    outChannels,
    kernel: [kernel, kernel],
    stride: [stride, stride],
    padding: [pad, pad, pad, pad],
    dilation: [dilation, dilation],
    groups,
    bias,
  };
}

/** A square 2-D window for pooling. */
export function squareWindow(
  kernel: number,
  stride: number,
  padding: number,
): { kernel: number[]; stride: number[]; padding: number[]; dilation: number[] } {
  return { kernel: [kernel, kernel], stride: [stride, stride], padding: [padding, padding, padding, padding], dilation: [1, 1] };
}
