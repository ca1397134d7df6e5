import { must } from '../../core/must.js';
import type { Shape } from '../../arch/types.js';
import { withoutNorms } from '../../arch/without-norms.js';
import type { EvidenceAnswer } from '../../evidence/types.js';
import { product } from '../../arch/ops/shapes.js';
import type { Images } from '../../runtime/images.js';
import type { ForwardRuntime, PassResult } from '../../runtime/passes/types.js';
import type { TangentJob, TangentRuntime } from '../../runtime/passes/tangents.js';
import { magnitudesOf } from '../../runtime/weights/magnitudes.js';
import type { EvidenceProvider } from '../types.js';
import { weightsOf, type Initializers } from './initializers.js';
import { requireMemory } from './require-memory.js';

export interface TangentsProviderOptions {
  readonly initializers: Initializers;
  readonly openRuntime: () => Promise<TangentRuntime>;
  /** Opened for networks where derivatives have either sign. */
  readonly openForwardRuntime: () => Promise<ForwardRuntime>;
  /** Bytes a pass may take. */
  readonly memoryLimit?: number;
}

/**
 * Evidence of forward passes that carry a derivative along the weights. Behind a softmax or a difference single terms cancel in that
 * derivative: there the sum of their magnitudes is read from a backward pass in float32.
 */
export function createTangentsProvider({
  initializers,
  openRuntime,
  openForwardRuntime,
  memoryLimit = Infinity,
}: TangentsProviderOptions): EvidenceProvider<'tangents'> {
  let runtime: Promise<TangentRuntime> | undefined;
  let backward: Promise<ForwardRuntime> | undefined;
  return {
    async answer(view, requests) {
      // A value and a derivative of one sample.
      requireMemory(view.architecture(), 2, memoryLimit);
      const { tangents } = await (runtime ??= openRuntime());
      const answers: EvidenceAnswer<'tangents'>[] = [];
      for (const request of requests) {
        const job = { architecture: view.architecture(), weights: await weightsOf(request, view, initializers) };
        const value = await tangents({ ...job, onlyIfExact: true });
        if (value.mixedAt === undefined) answers.push({ ok: true, value });
        else {
          requireMemory(job.architecture, 1, memoryLimit, true);
          answers.push(await flowByBackward(job, value.mixedAt, await (backward ??= openForwardRuntime())));
        }
      }
      return answers;
    },
  };
}

/**
 * The sum over weights of |w dR/dw|, by a backward pass from the sum of the outputs R for one all-ones sample. Batch norms are left out;
 * layer norms stay, as in NASLib: without them the numbers of a transformer outgrow float32.
 */
async function flowByBackward(
  { architecture, weights }: TangentJob,
  mixedAt: string,
  { forward }: ForwardRuntime,
): Promise<EvidenceAnswer<'tangents'>> {
  const [first, second] = await forward({
    // As the derivative along the weights: of the first output.
    architecture: { ...withoutNorms(architecture, ({ op }) => op === 'batchNorm'), outputs: architecture.outputs.slice(0, 1) },
    inputs: architecture.inputs.map(({ shape }) => onesOf(shape.slice(1))),
    norm: 'running',
    weights: magnitudesOf(weights),
    readings: [
      { kind: 'weight-gradient', of: 'weighted-outputs', loss: 'outputs', measure: 'magnitude' },
      { kind: 'values', of: 'outputs', samples: 'all' },
    ],
  });
  const layers = must(first, 'the outcome of a reading');
  const outputs = must(second, 'the outcome of a reading');
  if (!layers.ok) return layers;
  if (!outputs.ok) return outputs;
  const tangent = sumOf(layers.taps);
  const value = sumOf(outputs.taps);
  if (Number.isFinite(tangent) && Number.isFinite(value)) return { ok: true, value: { value, tangent, logScale: 0, mixedAt } };
  return {
    ok: false,
    reason: `without batch norms the numbers outgrow float32 (a backward pass is needed because of ${mixedAt})`,
  };
}

function onesOf(shape: Shape): Images {
  return { shape, count: 1, values: new Float32Array(product(shape)).fill(1) };
}

function sumOf(taps: PassResult['taps']): number {
  let sum = 0;
  for (const { values } of taps) for (const value of values) sum += value;
  return sum;
}
