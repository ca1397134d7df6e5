import { nasnetOps } from './ops.js';

/**
 * An operator, the node it reads, and the operator's number: millions of cells are drawn, whose key, cost and topology look up by it what is
 * known of an operator.
 */
export type Term = readonly [op: string, input: number, number: number];

const names = Object.keys(nasnetOps);
const numbers = new Map(names.map((op, number) => [op, number]));

/** Inputs below this share their terms: a run keeps up to millions of cells, and those that were read from text took 2 kB each. */
const sharedInputs = 16;
const shared: readonly (readonly Term[])[] = names.map((op, number) =>
  Array.from({ length: sharedInputs }, (_, input): Term => [op, input, number]),
);

/** The number of an operator that is not known is -1. Do not change a term: cells share it. */
export function termOf(op: string, input: number): Term {
  const number = numbers.get(op) ?? -1;
  return shared[number]?.[input] ?? [op, input, number];
}
