import type { ArchGroup } from '../../arch/types.js';
import type { DraftNode } from '../import/values.js';

/** Which nodes form a block, before loose ones are given to stem, transitions and head. Blocks are in the order of their first nodes. */
export interface Block {
  readonly id: string;
  readonly nodes: ReadonlySet<string>;
}

export interface Grouping {
  readonly groups: readonly ArchGroup[];
  /** Id of the group of each node that belongs to one. */
  readonly groupOf: ReadonlyMap<string, string>;
}

/** What blocks are counted by: the operators that hold most of a network's weights. */
export function isWeighted({ op }: DraftNode): boolean {
  return op === 'conv' || op === 'linear';
}

/** A node that brings several branches together; learned and constant operands are no branches. */
export function isMerge({ op, inputs }: DraftNode, isSource: (id: string) => boolean): boolean {
  return (
    (op === 'add' || op === 'mul' || op === 'concat' || op === 'sub' || op === 'matmul') &&
    inputs.filter((id) => !isSource(id)).length > 1
  );
}
