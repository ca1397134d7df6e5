import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { openSpace } from '../../spaces/index.js';
import { fitNonNegative } from './non-negative-fit.js';
import { inferShapes } from '../../arch/infer.js';
import type { Architecture } from '../../arch/types.js';
import { fitOperatorTable, operatorsWithoutTime, predictLatency } from './operator-table.js';
import { operatorUses } from './operator-uses.js';

const space = openSpace('nas-bench-201:C=4:N=1');
const sample = (seed: number, count: number) => {
  const rng = createRng(seed, 'latency test');
  return Array.from({ length: count }, () => space.build(space.sample(rng)));
};
/** A machine on which every operator takes a time of its own. */
const truth = (architecture: ReturnType<typeof space.build>): number =>
  operatorUses(architecture).reduce(
    (sum, { op, macs, elements }) => sum + (op === 'conv' ? 2e-6 * macs + 0.01 : 1e-6 * elements),
    0,
  );

describe('a table of operators', () => {
  it('fitted to networks predicts others whose latency is the sum of their operators', () => {
    const table = fitOperatorTable(sample(1, 60).map((architecture) => ({ architecture, ms: truth(architecture) })));
    for (const architecture of sample(2, 20))
      expect(Math.abs(predictLatency(table, architecture) / truth(architecture) - 1)).toBeLessThan(0.02);
  });

  it('falls back on the kind of operator for shapes it never saw', () => {
    const { coarse } = fitOperatorTable(sample(1, 60).map((architecture) => ({ architecture, ms: truth(architecture) })));
    for (const architecture of sample(3, 10))
      expect(Math.abs(predictLatency({ coarse, operators: {} }, architecture) / truth(architecture) - 1)).toBeLessThan(0.3);
  });

  it('names the kinds of operators that it has no time for', () => {
    const [architecture] = sample(4, 1);
    const coarse = [{ op: 'conv', msPerUse: 1, msPerMac: 0, msPerElement: 0 }];
    const missing = operatorsWithoutTime({ coarse, operators: {} }, architecture);
    expect(missing).toContain('linear');
    expect(missing).not.toContain('conv');
    expect(operatorsWithoutTime(fitOperatorTable([{ architecture, ms: 1 }]), architecture)).toEqual([]);
  });

  it('leaves out what no output needs', () => {
    const dead = space.build(space.decode('|none~0|+|none~0|nor_conv_3x3~1|+|nor_conv_3x3~0|none~1|none~2|'));
    const alive = space.build(space.decode('|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|nor_conv_3x3~0|none~1|nor_conv_3x3~2|'));
    expect(operatorUses(dead).length).toBeLessThan(operatorUses(alive).length);
  });
});

describe('a fit that is not negative', () => {
  it('is at rest: no coefficient can move and make the error smaller', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (matrix, target) => {
          const columns = matrix.map((values) => ({ rows: [0, 1, 2, 3], values }));
          const error = (b: ArrayLike<number>): number =>
            target.reduce((sum, y, row) => sum + (y - matrix.reduce((own, values, j) => own + values[row] * b[j], 0)) ** 2, 0) +
            Array.from(b).reduce((sum, own) => sum + 0.1 * own * own, 0);
          const b = fitNonNegative(columns, target, { pull: 0.1 });
          expect(Math.min(...b)).toBeGreaterThanOrEqual(0);
          const least = error(b);
          for (let j = 0; j < b.length; j++)
            for (const step of [-0.01, 0.01])
              expect(error(b.with(j, Math.max(0, b[j] + step)))).toBeGreaterThanOrEqual(least - 1e-6);
        },
      ),
    );
  });
});

it('predicts no time for a network with an operator that is not known', () => {
  const [network] = sample(1, 1);
  const shapes = inferShapes(network, 1);
  const nodes = network.nodes.map((node) => {
    if (node.op !== 'relu') return node;
    const shape = [0, ...(shapes.get(node.id) ?? []).slice(1)];
    return { ...node, op: 'foreign' as const, attrs: { operator: 'Foo', shape, params: 0 } };
  });
  const table = { coarse: [], operators: {} };
  expect([network, { ...network, nodes } as Architecture].map((own) => predictLatency(table, own))).toEqual([0, NaN]);
});
