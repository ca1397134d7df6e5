/**
 * Convolutions whose weights change from step to step, rewritten to read and write channels in blocks: about half as long as plain ones.
 * A value that several convolutions read is reordered once.
 */
import type { GraphBuilder } from '../../onnx/lower/graph-builder.js';
import { int } from '../../onnx/lower/graph-builder.js';
import type { OnnxNode } from '../../onnx/proto/types.js';
import { blockedDomain } from '../../onnx/lower/blocked.js';
import { blockedWeight } from '../../runtime/ort/blocked-channels.js';

/** @param shapeOf the shape of a weight that is no constant; undefined for other values. */
export function blockConvolutions(
  graph: GraphBuilder,
  nodes: readonly OnnxNode[],
  shapeOf: (name: string) => readonly number[] | undefined,
  block: number,
): OnnxNode[] {
  const list = (values: readonly number[]): string => graph.constant('int64', [values.length], values);
  const reordered = new Set<string>();
  const once = (name: string, write: () => readonly OnnxNode[]): readonly OnnxNode[] => {
    if (reordered.has(name)) return [];
    reordered.add(name);
    return write();
  };
  return nodes.flatMap((node): readonly OnnxNode[] => {
    const [x, weight, ...bias] = node.inputs;
    const [output] = node.outputs;
    if (node.op !== 'Conv' || node.domain !== undefined || x === undefined || weight === undefined || output === undefined)
      return [node];
    const shape = shapeOf(weight) ?? [];
    const [outChannels = 0, inChannels = 0] = shape;
    const groups = node.attrs?.group;
    const isPlain = groups === undefined || ('int' in groups && groups.int === 1);
    if (shape.length !== 4 || !isPlain || outChannels % block !== 0 || inChannels % block !== 0) return [node];
    const reorder = (op: string, from: string, to: string, attrs: NonNullable<OnnxNode['attrs']>): OnnxNode => ({
      op,
      domain: blockedDomain,
      inputs: [from],
      outputs: [to],
      attrs,
    });
    // A convolution that reads this one's output directly takes it in blocks.
    reordered.add(output);
    return [
      ...once(weight, () => blockedWeight(weight, shape, block, list)),
      ...once(x, () => [reorder('ReorderInput', x, `${x} blocked`, { channels_last: int(0) })]),
      { ...node, domain: blockedDomain, inputs: [`${x} blocked`, `${weight} blocked`, ...bias], outputs: [`${output} blocked`] },
      reorder('ReorderOutput', `${output} blocked`, output, { channels: int(outChannels) }),
    ];
  });
}
