import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../../test/random-architecture.js';
import { createArchBuilder } from '../../arch/build.js';
import { withoutNorms } from '../../arch/without-norms.js';
import type { ArchNode, Architecture } from '../../arch/types.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { createOrtRuntime } from '../../runtime/ort/ort-runtime.js';
import { createOrtTangentRuntime } from '../../runtime/ort/tangents/tangent-runtime.js';
import { referenceRuntime } from '../../runtime/reference/reference-runtime.js';
import { createInitializers } from './initializers.js';
import { createTangentsProvider } from './tangents.js';

const engine = await openOrtEngine();
const initializers = createInitializers(5);
const provider = createTangentsProvider({
  initializers,
  openRuntime: async () => createOrtTangentRuntime(engine),
  openForwardRuntime: async () => createOrtRuntime(engine),
});

async function answerFor(architecture: Architecture) {
  const [answer] = await provider.answer({ architecture: () => architecture }, [{ kind: 'tangents', init: 'normal', draw: 0 }]);
  return answer;
}

/** Sum of |w dR/dw| by a backward pass in double precision. */
async function expectedFlow(architecture: Architecture, isLeftOut?: (node: ArchNode) => boolean): Promise<number> {
  const weights = initializers('normal', 0);
  const [layers] = await referenceRuntime.forward({
    architecture: { ...withoutNorms(architecture, isLeftOut), outputs: architecture.outputs.slice(0, 1) },
    inputs: architecture.inputs.map(({ shape }) => ({
      shape: shape.slice(1),
      count: 1,
      values: new Float32Array(shape.slice(1).reduce((a, b) => a * b, 1)).fill(1),
    })),
    norm: 'running',
    weights: {
      values(parameter) {
        const given = weights.values(parameter);
        return typeof given === 'number' ? Math.abs(given) : given.map(Math.abs);
      },
      meanSquare: (parameter) => weights.meanSquare(parameter),
    },
    readings: [{ kind: 'weight-gradient', of: 'weighted-outputs', loss: 'outputs', measure: 'magnitude' }],
  });
  if (!layers.ok) throw new Error(layers.reason);
  return layers.taps.reduce((sum, { values }) => sum + Number(values[0]), 0);
}

/** Attention over four tokens of eight features, and a layer norm. */
function attention(): Architecture {
  const b = createArchBuilder();
  const x = b.input('x', [1, 4, 8]);
  const [query, key, value] = ['q', 'k', 'v'].map((name) => b.add('linear', [x], { outFeatures: 8, bias: false }, name));
  const scores = b.add('matmul', [query, b.add('transpose', [key], { permutation: [0, 2, 1] })], {});
  const mixed = b.add('matmul', [b.add('softmax', [scores], { axis: 2 }), value], {});
  return b.finish([
    b.add('linear', [b.add('layerNorm', [mixed], { axis: -1, eps: 1e-5, affine: true })], { outFeatures: 3, bias: false }),
  ]);
}

describe('evidence of synaptic flow', () => {
  it('behind attention is the sum of magnitudes of a backward pass', async () => {
    const answer = await answerFor(attention());
    const expected = await expectedFlow(attention(), ({ op }) => op === 'batchNorm');
    expect(answer).toMatchObject({ ok: true, value: { tangent: expect.closeTo(expected, 3), logScale: 0 } });
    expect(expected).toBeGreaterThan(0);
  });

  it('is the same by either route where nothing is mixed', async () => {
    await fc.assert(
      fc.asyncProperty(architectures({ steps: 5 }), async (architecture) => {
        const answer = await answerFor(architecture);
        fc.pre(answer.ok && architecture.inputs.length === 1);
        if (!answer.ok || answer.value.mixedAt !== undefined) return;
        const expected = await expectedFlow(architecture);
        fc.pre(Number.isFinite(expected) && expected < 1e12);
        const got = answer.value.tangent * Math.exp(answer.value.logScale);
        expect(Math.abs(got - expected)).toBeLessThan(1e-3 * Math.max(1e-3, Math.abs(expected)));
      }),
      { numRuns: 30, seed: 9 },
    );
  });
});
