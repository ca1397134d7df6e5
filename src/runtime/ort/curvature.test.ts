/** W (H g), by the second derivative of every operator, against differences of gradients in double precision. */
import { describe, expect, it } from 'vitest';
import { backwardCases } from '../../../test/backward-cases.js';
import { createArchBuilder } from '../../arch/build.js';
import { product } from '../../arch/ops/shapes.js';
import type { Architecture, OpAttrs, OpName, Shape } from '../../arch/types.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import type { ForwardJob } from '../passes/types.js';
import { referenceRuntime } from '../reference/reference-runtime.js';
import { createInitializer } from '../weights/index.js';
import { fillNormal } from '../weights/random-fill.js';
import { createOrtRuntime } from './ort-runtime.js';

const { forward } = createOrtRuntime(await openOrtEngine());
const count = 3;

/** The operator between layers with weights, so that its tangents move, and a classifier. */
function networkAround(op: OpName, attrs: unknown, shapes: readonly Shape[]): Architecture {
  const b = createArchBuilder();
  const inputs = shapes.map((shape, i) => {
    const x = b.input(`x${i}`, shape);
    const [, channels, ...space] = shape;
    if (op === 'embedding' || (op === 'div' && i === 1)) return x;
    if (space.length === 0) return b.add('linear', [x], { outFeatures: channels, bias: false }, `before${i}`);
    const ones = space.map(() => 1);
    const padding = [...space, ...space].map(() => 0);
    const window = { outChannels: channels, kernel: ones, stride: ones, padding, dilation: ones, groups: 1, bias: false };
    return b.add('conv', [x], window, `before${i}`);
  });
  const middle = b.add(op as 'relu', inputs, attrs as OpAttrs['relu'], 'middle');
  const flat = b.add('flatten', [middle], { axis: 1 }, 'flat');
  const hidden = b.add('tanh', [b.add('linear', [flat], { outFeatures: 4, bias: false }, 'hidden')], {}, 'bent');
  return b.finish([b.add('linear', [hidden], { outFeatures: 3, bias: false }, 'classes')]);
}

function jobOf(architecture: Architecture, op: OpName): ForwardJob {
  const inputs = architecture.inputs.map(({ id, shape }) => {
    const values = new Float32Array(count * product(shape.slice(1)));
    fillNormal(values, 1, 3, id);
    const valuesOf = { embedding: (v: number) => Math.abs(Math.round(v)) % 5, div: (v: number) => 2 + Math.abs(v) };
    return { shape: shape.slice(1), count, values: op in valuesOf ? values.map(valuesOf[op as keyof typeof valuesOf]) : values };
  });
  return {
    architecture,
    inputs,
    norm: 'joint',
    weights: createInitializer('kaiming-uniform', 4),
    labels: { ok: true, values: Int32Array.from([0, 1, 2]), classes: 3 },
    readings: [{ kind: 'weight-curvature', of: 'weighted-outputs', loss: 'cross-entropy' }],
  };
}

/** Operators that make no function of their inputs, or have no gradient. */
const without: readonly OpName[] = ['parameter', 'constant', 'recurrent', 'foreign'];

const cases = Object.entries(backwardCases).flatMap(([op, list]) =>
  without.includes(op as OpName) ? [] : list.map(([attrs, ...shapes], i) => ({ op: op as OpName, i, attrs, shapes })),
);

describe('the second derivative', () => {
  it.each(cases)('of $op $i is that of differences', async ({ op, attrs, shapes }) => {
    const job = jobOf(networkAround(op, attrs, shapes), op);
    const [ours] = await forward(job);
    const [oracle] = await referenceRuntime.forward(job);
    if (!ours.ok || !oracle.ok) throw new Error(`${!ours.ok && ours.reason} ${!oracle.ok && oracle.reason}`);
    const scale = Math.max(...oracle.taps.map(({ values }) => Math.abs(values[0])));
    expect(ours.taps.map(({ node }) => node)).toEqual(oracle.taps.map(({ node }) => node));
    ours.taps.forEach(({ values }, i) => {
      expect(Math.abs(values[0] - oracle.taps[i].values[0])).toBeLessThanOrEqual(1e-4 * scale + 1e-7);
    });
  });
});
