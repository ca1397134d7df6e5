/** What every operator must keep, checked on the nodes of random architectures: a new operator is covered once the generator uses it. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { definitionOf, inferShapes, inputShapes } from '../src/arch/infer.js';
import { ops } from '../src/arch/ops/index.js';
import { product } from '../src/arch/ops/shapes.js';
import type { ArchNode, OpName, Shape } from '../src/arch/types.js';
import { backwardCases } from './backward-cases.js';
import { randomArchitecture } from './random-architecture.js';

interface Use {
  readonly node: ArchNode;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
}

const uses = new Map<OpName, Use[]>();
for (let seed = 0; seed < 300; seed++) {
  const architecture = randomArchitecture(seed, { spatialAxes: ([2, 2, 1, 3] as const)[seed % 4] });
  const shapes = inferShapes(architecture);
  for (const node of architecture.nodes) {
    const use = { node, inputs: inputShapes(node, shapes), output: shapes.get(node.id) as Shape };
    const own = uses.get(node.op);
    if (own === undefined) uses.set(node.op, [use]);
    else if (own.length < 100) own.push(use);
  }
}

for (const op of ['convTranspose', 'embedding'] as const)
  uses.set(
    op,
    backwardCases[op].map(([attrs, ...inputs]) => {
      const node = { id: 'n', op, inputs: inputs.map((_, i) => `x${i}`), attrs } as ArchNode;
      return { node, inputs, output: definitionOf(node).infer(node.attrs, inputs) };
    }),
  );
uses.set('recurrent', [
  {
    node: {
      id: 'r',
      op: 'recurrent',
      inputs: ['x'],
      attrs: { cell: 'lstm', hidden: 3, direction: 'both', bias: true, resetAfter: false, finalCell: true },
    },
    inputs: [[1, 5, 4]],
    output: [1, 6, 6],
  },
]);
// What nothing runs is no part of networks that are run.
uses.set('foreign', [
  {
    node: { id: 'f', op: 'foreign', inputs: ['x'], attrs: { operator: 'RoiAlign', shape: [0, 5], params: 7 } },
    inputs: [[1, 3, 4, 4]],
    output: [1, 5],
  },
]);

describe.each(Object.keys(ops) as OpName[])('operator %s', (op) => {
  const own = uses.get(op) ?? [];

  it('is used by the generator', () => {
    expect(own.length).toBeGreaterThan(0);
  });

  it('takes its own attributes and no others', () => {
    for (const { node } of own) {
      const { attrs } = definitionOf(node);
      expect(v.parse(attrs, node.attrs)).toEqual(node.attrs);
      expect(v.safeParse(attrs, { ...node.attrs, extra: 1 }).success).toBe(false);
      for (const key of Object.keys(node.attrs)) {
        const rest = Object.fromEntries(Object.entries(node.attrs).filter(([name]) => name !== key));
        expect(v.safeParse(attrs, rest).success).toBe(false);
      }
    }
  });

  it('has a short label of one line', () => {
    for (const { node } of own) expect(definitionOf(node).label(node.attrs)).toMatch(/^[^\n]{1,40}$/);
  });

  it('learns tensors of positive integer lengths under distinct names, the same at every batch', () => {
    for (const { node, inputs } of own) {
      const { parameters } = definitionOf(node);
      const learned = parameters?.(node.attrs, inputs) ?? [];
      expect(new Set(learned.map(({ name }) => name)).size).toBe(learned.length);
      for (const { shape, fanIn } of learned)
        expect([...shape, fanIn].every((length) => Number.isInteger(length) && length > 0)).toBe(true);
      const wide = inputs.map((shape) => [5 * shape[0], ...shape.slice(1)]);
      expect(parameters?.(node.attrs, wide) ?? []).toEqual(learned);
    }
  });

  it('counts integer MACs, in proportion to the batch', () => {
    for (const { node, inputs } of own) {
      const { infer, macs } = definitionOf(node);
      // What nobody knows is not counted.
      const isKnown = node.op !== 'foreign';
      const count = (batch: number): number => {
        const shapes = inputs.map((shape) => [batch * shape[0], ...shape.slice(1)]);
        return macs?.(node.attrs, shapes, infer(node.attrs, shapes)) ?? 0;
      };
      expect([Number.isInteger(count(1)), Number.isNaN(count(1))]).toEqual([isKnown, !isKnown]);
      expect(count(3)).toBe(3 * count(1));
    }
  });

  it('gives the same shape for exchanged inputs when commutative', () => {
    for (const { node, inputs, output } of own) {
      const { commutative, infer } = definitionOf(node);
      if (commutative === true) expect(infer(node.attrs, inputs.toReversed())).toEqual(output);
    }
  });

  it('takes as many inputs as it says', () => {
    for (const { node, output } of own) {
      const [fewest, most] = definitionOf(node).arity;
      expect(node.inputs.length).toBeGreaterThanOrEqual(fewest);
      expect(node.inputs.length).toBeLessThanOrEqual(most);
      expect(product(output)).toBeGreaterThan(0);
    }
  });
});
