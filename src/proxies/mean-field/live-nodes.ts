import { must } from '../../core/must.js';
import type { OpDefinition } from '../../arch/ops/types.js';
import type { ArchNode, Architecture } from '../../arch/types.js';
import { propagate, type MapField, type Reached } from './propagate.js';

/** A node that an output needs. */
export interface Live extends Reached {
  readonly node: ArchNode;
  readonly definition: OpDefinition<unknown>;
}

const isNode = (reached: Reached): reached is Live => reached.node !== undefined;

/** A signal passes through a map. */
export const carries = ({ covariance }: MapField): boolean => (covariance[0] ?? 0) > 0;

/** The nodes that an output needs, in their order. The gradient of an output is 1, of all others 0. */
export function liveNodes(architecture: Architecture): readonly Live[] {
  const { all, byId } = propagate(architecture);
  for (const id of architecture.outputs) {
    const output = must(byId.get(id), 'the value of an output');
    output.isNeeded = true;
    output.gradient = 1;
  }
  const live: Live[] = [];
  for (let i = all.length - 1; i >= 0; i--) {
    const one = must(all[i], 'a value at its place');
    // Values that are multiplied by zero are not needed: cells of one canonical form differ in them.
    if (!one.isNeeded || !isNode(one) || one.definition.role === 'none') continue;
    for (const input of one.inputs) input.isNeeded = true;
    live.push(one);
  }
  return live.toReversed();
}
