import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../../../test/random-architecture.js';
import { describeShared } from '../../../../test/shared.js';
import { createArchBuilder } from '../../../arch/build.js';
import { definitionOf } from '../../../arch/infer.js';
import { product } from '../../../arch/ops/shapes.js';
import type { Architecture } from '../../../arch/types.js';
import { withoutNorms } from '../../../arch/without-norms.js';
import { openOrtEngine } from '../../../platform/node/devices/ort-engine.js';
import { openSpace } from '../../../spaces/index.js';
import { runReference } from '../../reference/run-reference.js';
import { createInitializer } from '../../weights/index.js';
import type { InitId } from '../../weights/definitions.js';
import { createOrtTangentRuntime } from './tangent-runtime.js';

const { tangents } = createOrtTangentRuntime(await openOrtEngine());

/** R with the weights of layers scaled by `scale`, in double precision. */
function sumOfOutputs(architecture: Architecture, init: InitId, scale: number): number {
  const weights = createInitializer(init, 5);
  const bare = withoutNorms(architecture);
  const isLayer = new Map(bare.nodes.map((node) => [node.id, definitionOf(node).role === 'conv']));
  const tensors = runReference(bare, {
    inputs: bare.inputs.map(({ shape }) => ({
      shape: [1, ...shape.slice(1)],
      values: new Float64Array(product(shape.slice(1))).fill(1),
    })),
    norm: 'running',
    values(parameter) {
      const given = weights.values(parameter);
      const factor = parameter.name === 'weight' && isLayer.get(parameter.node) === true ? scale : 1;
      return typeof given === 'number' ? Math.abs(given) * factor : Float64Array.from(given, (value) => Math.abs(value) * factor);
    },
  });
  return tensors.get(bare.outputs[0])?.values.reduce((a, b) => a + b, 0) ?? NaN;
}

const smooth = (architecture: Architecture): boolean =>
  !architecture.nodes.some(({ op }) => op === 'clip' || op === 'hardSwish' || op === 'hardSigmoid');

describe('a forward pass that carries a derivative', () => {
  it.each(['kaiming-uniform', 'normal'] as const)(
    'equals central differences in double precision for every operator, weights %s',
    async (init) => {
      await fc.assert(
        fc.asyncProperty(architectures({ steps: 6 }), async (architecture) => {
          fc.pre(smooth(architecture));
          const result = await tangents({ architecture, weights: createInitializer(init, 5) });
          const [value, tangent] = [result.value, result.tangent].map((part) => part * Math.exp(result.logScale));
          const h = 1e-4;
          const [below, exact, above] = [1 - h, 1, 1 + h].map((scale) => sumOfOutputs(architecture, init, scale));
          const difference = (above - below) / (2 * h);
          fc.pre(Number.isFinite(difference) && Math.abs(exact) < 1e12);
          const scale = Math.abs(exact) + Math.abs(difference) + 1e-3;
          if (tangent !== 0) expect(Math.abs(value - exact) / scale).toBeLessThan(1e-3);
          expect(Math.abs(tangent - difference) / scale).toBeLessThan(1e-3);
        }),
        { numRuns: 60, seed: 4 },
      );
    },
  );
});

describe('values beyond float32', () => {
  it('pass gates that are open by then', async () => {
    // 24 layers of 100 features with every weight 1: 100^24, a gate of it that is 1, and one more layer.
    const b = createArchBuilder();
    let x = b.input('x', [1, 100]);
    for (let layer = 0; layer < 24; layer++) x = b.add('linear', [x], { outFeatures: 100, bias: false });
    const gated = b.add('mul', [b.add('silu', [x], {}), b.add('sigmoid', [x], {})], {});
    const network = b.finish([b.add('linear', [b.add('hardSwish', [gated], {})], { outFeatures: 1, bias: false })]);
    const { value, tangent, logScale } = await tangents({ architecture: network, weights: createInitializer('constant', 0) });
    expect(Math.log(value) + logScale).toBeCloseTo(25 * Math.log(100), 3);
    expect(tangent / value).toBeCloseTo(25, 3);
  });
});

describe.each([
  ['tiny', 'C=4:N=1'],
  ['full', 'C=16:N=5'],
])('on the reference networks of %s.json', (file, options) => {
  describeShared(`reference/${file}.json`, 'synflow in double precision by backward pass', (path) => {
    const { cells } = JSON.parse(readFileSync(path, 'utf8')) as {
      cells: { label: string; arch: string; values: { synflow: { value: number; log: number; R: number } } }[];
    };
    const space = openSpace(`nas-bench-201:${options}`);
    it.each(cells)('is reached without one: $label', async ({ arch, values: { synflow } }) => {
      const result = await tangents({
        architecture: space.build(space.decode(arch)),
        weights: createInitializer('reference', 0),
      });
      if (synflow.value === 0) return expect(result.tangent).toBe(0);
      expect(Math.log(result.tangent) + result.logScale).toBeCloseTo(Math.log(synflow.value), 5);
      expect(Math.log(result.value) + result.logScale).toBeCloseTo(Math.log(synflow.R), 5);
    });
  });
});

describe('the sign of derivatives', () => {
  it('is one through activations and gates, and mixed behind a softmax, which is named', async () => {
    const weights = createInitializer('normal', 3);
    const build = (last: 'softmax' | 'gelu'): Architecture => {
      const b = createArchBuilder();
      const hidden = b.add('linear', [b.input('x', [1, 4])], { outFeatures: 4, bias: true });
      const gated = b.add('mul', [b.add('silu', [hidden], {}), b.add('hardSigmoid', [b.add('tanh', [hidden], {})], {})], {});
      const node =
        last === 'softmax'
          ? b.add('softmax', [gated], { axis: 1 }, 'attention')
          : b.add('gelu', [gated], { approximate: 'none' });
      return b.finish([b.add('linear', [node], { outFeatures: 2, bias: false })]);
    };
    const clean = await tangents({ architecture: build('gelu'), weights });
    expect(clean.mixedAt).toBeUndefined();
    expect(clean.tangent).toBeGreaterThan(0);
    expect((await tangents({ architecture: build('softmax'), weights })).mixedAt).toContain('attention');
  });
});
