/**
 * The part of a network that affects its outputs: the rest need not be run.
 * Zeros are followed by the properties that operators declare (role `none`, `zeroWhen`), never by an operator's name.
 */
import { definitionOf } from './infer.js';
import type { ArchNode, Architecture } from './types.js';

/** When an operator's output is zero for all weights: always, once any or all of its inputs are, or never. */
export type ZeroRule = 'always' | 'any' | 'all' | 'never';

/** Biases and shifts are taken to be zero, as every proxy initialises them. */
export function zeroRule(node: ArchNode): ZeroRule {
  const { role, zeroWhen } = definitionOf(node);
  return role === 'none' ? 'always' : (zeroWhen?.(node.attrs) ?? 'all');
}

/** Whether a node's output is zero for all weights, given which of its inputs are. */
export function yieldsZero(node: ArchNode, isZero: (id: string) => boolean): boolean {
  const rule = zeroRule(node);
  return rule === 'always' || (rule === 'any' ? node.inputs.some(isZero) : rule === 'all' && node.inputs.every(isZero));
}

/**
 * Ids of the inputs and nodes that affect an output: they reach one, and a value other than zero reaches them.
 * With biases and shifts zero, every other node is zero or read only by nodes without effect; so an operand that is not live
 * counts as zeros of its shape, and an output that is not live is constant zero.
 * Zeros cut in both directions: nodes that only they read are not live, nor nodes that only they feed. Learned tensors (`parameter`) and operators that
 * lift zero (sigmoid, softmax) are live without any input.
 */
export function liveNodes(architecture: Architecture): Set<string> {
  const zero = new Set<string>();
  const isZero = (id: string): boolean => zero.has(id);
  for (const node of architecture.nodes) if (yieldsZero(node, isZero)) zero.add(node.id);
  const live = new Set(architecture.outputs.filter((id) => !isZero(id)));
  for (const node of architecture.nodes.toReversed()) {
    if (live.has(node.id)) for (const id of node.inputs) if (!isZero(id)) live.add(id);
  }
  return live;
}
