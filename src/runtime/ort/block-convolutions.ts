/**
 * Convolutions rewritten to read and write channels in blocks. Those with weights that change from step to step take about half as long then;
 * those with constant weights save the runtime the rewriting. A value that several convolutions read is reordered once.
 */
import { blockedDomain } from '../../onnx/lower/blocked.js';
import { int } from '../../onnx/lower/graph-builder.js';
import type { OnnxNode } from '../../onnx/proto/types.js';

/** The weight of a convolution in blocks. */
export interface WeightInBlocks {
  readonly name: string;
  /** Writes the nodes that compute it; a constant has none. */
  readonly write: () => readonly OnnxNode[];
  readonly outChannels: number;
  /** Less than a block of input channels is read as it lies. */
  readonly readsBlocks: boolean;
}

/**
 * @param weightOf the weight in blocks of a convolution that can be rewritten; undefined for others.
 * @param poolChannels the channels of a pool that can be rewritten; undefined for others.
 */
export function blockConvolutions(
  nodes: readonly OnnxNode[],
  weightOf: (conv: OnnxNode) => WeightInBlocks | undefined,
  poolChannels: (node: OnnxNode) => number | undefined = () => undefined,
): OnnxNode[] {
  const done = new Set<string>();
  const once = (name: string, write: () => readonly OnnxNode[]): readonly OnnxNode[] => {
    if (done.has(name)) return [];
    done.add(name);
    return write();
  };
  const renamed = new Map<string, string>();
  const blockedName = (x: string): string => `${x} blocked`;
  const reorderInput = (x: string): readonly OnnxNode[] =>
    once(x, () => [
      { op: 'ReorderInput', domain: blockedDomain, inputs: [x], outputs: [blockedName(x)], attrs: { channels_last: int(0) } },
    ]);
  return nodes.flatMap((given): readonly OnnxNode[] => {
    const node = { ...given, inputs: given.inputs.map((name) => renamed.get(name) ?? name) };
    const [x, , ...bias] = node.inputs;
    const [output] = node.outputs;
    if (node.op === 'ReorderInput' && node.domain === blockedDomain) {
      renamed.set(output, blockedName(x));
      return reorderInput(x);
    }
    const reorderOutput = (channels: number): OnnxNode => ({
      op: 'ReorderOutput',
      domain: blockedDomain,
      inputs: [blockedName(output)],
      outputs: [output],
      attrs: { channels: int(channels) },
    });
    const pooled = poolChannels(given);
    if (pooled !== undefined) {
      done.add(output);
      const pool = { ...node, domain: blockedDomain, inputs: [blockedName(x)], outputs: [blockedName(output)] };
      return [...reorderInput(x), pool, reorderOutput(pooled)];
    }
    const weight = node.op === 'Conv' && node.domain === undefined ? weightOf(node) : undefined;
    if (weight === undefined) return [node];
    const { name, outChannels, readsBlocks } = weight;
    // A convolution that reads this one's output directly takes it in blocks.
    done.add(output);
    return [
      ...once(name, weight.write),
      ...(readsBlocks ? reorderInput(x) : []),
      {
        ...node,
        domain: blockedDomain,
        inputs: [readsBlocks ? blockedName(x) : x, name, ...bias],
        outputs: [blockedName(output)],
      },
      reorderOutput(outChannels),
    ];
  });
}

/** The groups of a convolution. */
export function groupsOf({ attrs }: OnnxNode): number {
  const groups = attrs?.group;
  return groups !== undefined && 'int' in groups ? groups.int : 1;
}
