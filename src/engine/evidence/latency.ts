/**
 * Evidence of the clock: the network as it would be deployed (batch norms on running statistics, the runtime's rewriting of the
 * graph, weights as the run draws them) is run several times on one input; the result is the median and the quartiles.
 */
import { must } from '../../core/must.js';
import { tokenInputsOf } from '../../arch/token-inputs.js';
import { inferShapes } from '../../arch/infer.js';
import { product } from '../../arch/ops/shapes.js';
import { percentile } from '../../core/statistics/percentile.js';
import { writeOnnx } from '../../onnx/write.js';
import type { LatencyMeter } from '../../runtime/latency/types.js';
import { defaultInit } from '../../runtime/weights/definitions.js';
import type { EvidenceProvider } from '../types.js';
import type { Initializers } from './initializers.js';

/** @param openMeter called when the first network is timed. */
export function createLatencyProvider(
  initializers: Initializers,
  openMeter: () => Promise<LatencyMeter>,
): EvidenceProvider<'latency'> {
  let meter: Promise<LatencyMeter> | undefined;
  return {
    async answer(view, requests) {
      const { time } = await (meter ??= openMeter());
      const architecture = view.architecture();
      const weights = initializers(defaultInit, 0);
      const model = await writeOnnx(architecture, { weights: (parameter) => weights.values(parameter) });
      const tokens = tokenInputsOf(architecture);
      const answers = [];
      for (const { batch, threads, runs } of requests) {
        const shapes = inferShapes(architecture, batch);
        const inputs = architecture.inputs.map(({ id, shape }) => {
          const dims = shapes.get(id) ?? [batch, ...shape.slice(1)];
          const isInteger = tokens.has(id);
          return { name: id, dims, values: new Float32Array(product(dims)).fill(isInteger ? 0 : 0.5), isInteger };
        });
        const times = (await time({ model, inputs, threads, runs, warmup: Math.max(2, Math.ceil(runs / 10)) })).toSorted();
        answers.push({
          ok: true,
          value: {
            medianMs: percentile(times, 50),
            spreadMs: percentile(times, 75) - percentile(times, 25),
            fastestMs: must(times[0], 'a time of each run'),
          },
        } as const);
      }
      return answers;
    },
  };
}
