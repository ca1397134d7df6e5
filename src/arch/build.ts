import type { ArchGroup, ArchNode, Architecture, InputPort, OpAttrs, OpName, Shape } from './types.js';

/** Collects the nodes of an architecture in order; made by `createArchBuilder`. */
export interface ArchBuilder {
  /** Declares an input with its batch axis; returns its id. */
  input(id: string, shape: Shape): string;
  /** Opens a group: nodes added from now on belong to it. */
  group(group: ArchGroup): void;
  /** Appends a node and returns its id. Without `id` the node is named after its op and position. */
  add<O extends OpName>(op: O, inputs: readonly string[], attrs: OpAttrs[O], id?: string): string;
  /** The finished architecture. */
  finish(outputs: readonly string[], name?: string): Architecture;
}

/** Collects nodes in the order they are added, which is a topological order by construction. */
export function createArchBuilder(): ArchBuilder {
  const inputs: InputPort[] = [];
  const nodes: ArchNode[] = [];
  const groups: ArchGroup[] = [];
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
    finish: (outputs, name) => ({
      format: 'assay-architecture',
      version: 1,
      ...(name === undefined ? {} : { name }),
      inputs: [...inputs],
      nodes: [...nodes],
      outputs,
      ...(groups.length === 0 ? {} : { groups: [...groups] }),
    }),
  };
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
