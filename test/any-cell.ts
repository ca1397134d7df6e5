/** Arbitrary cells for property tests: up to 9 nodes, parallel edges, one or several inputs and outputs. */
import * as fc from 'fast-check';
import type { CellTopology, TopologyOp } from '../src/arch/topology.js';

const op: fc.Arbitrary<TopologyOp> = fc.oneof(
  fc.record({ kind: fc.constant('conv' as const), kernel: fc.constantFrom(1, 3, 5, 7, 9), times: fc.constantFrom(1, 2) }),
  fc.record({
    kind: fc.constant('pool' as const),
    kernel: fc.constantFrom(2, 3),
    pool: fc.constantFrom('avg' as const, 'max' as const),
  }),
  fc.constant({ kind: 'skip' as const }),
);

/** Labels are unique within a cell, so that a drawing can be searched for each. */
export const anyCell: fc.Arbitrary<CellTopology> = fc
  .tuple(
    fc.integer({ min: 2, max: 9 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), op), { maxLength: 16 }),
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([nodes, raw, inputs, outputs]) => ({
    nodes,
    inputs: Array.from({ length: Math.min(inputs, nodes - 1) }, (_, i) => i),
    outputs: Array.from({ length: Math.min(outputs, nodes - Math.min(inputs, nodes - 1)) }, (_, i) => nodes - 1 - i).toReversed(),
    edges: raw.map(([a, b, edgeOp], i) => {
      const from = a % (nodes - 1);
      return { from, to: from + 1 + (b % (nodes - 1 - from)), op: edgeOp, label: `op${i}_${edgeOp.kind}` };
    }),
  }));
