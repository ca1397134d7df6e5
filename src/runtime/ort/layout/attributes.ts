import type { OnnxNode } from '../../../onnx/proto/types.js';

/** A list of whole numbers; undefined where the node has none. */
export function intsOf({ attrs }: OnnxNode, name: string): readonly number[] | undefined {
  const found = attrs?.[name];
  return found !== undefined && 'ints' in found ? found.ints : undefined;
}

export function intOf({ attrs }: OnnxNode, name: string, fallback: number): number {
  const found = attrs?.[name];
  return found !== undefined && 'int' in found ? found.int : fallback;
}

export function floatOf({ attrs }: OnnxNode, name: string, fallback: number): number {
  const found = attrs?.[name];
  return found !== undefined && 'float' in found ? found.float : fallback;
}

/** The groups of a convolution. */
export const groupsOf = (node: OnnxNode): number => intOf(node, 'group', 1);
