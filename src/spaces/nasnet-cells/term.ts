import { nasnetOps } from './ops.js';

/**
 * An operator, the node it reads, and the operator's number: millions of cells are drawn, whose key, cost and topology look up by it what is
 * known of an operator.
 */
export type Term = readonly [op: string, input: number, number: number];

const numbers = new Map(Object.keys(nasnetOps).map((op, number) => [op, number]));

/** The number of an operator that is not known is -1. */
export function termOf(op: string, input: number): Term {
  return [op, input, numbers.get(op) ?? -1];
}
