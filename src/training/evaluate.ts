/** The network in inference mode, as it leaves: constants for weights and running statistics, which the runtime folds into its kernels. */
import { product } from '../arch/ops/shapes.js';
import { inferShapes } from '../arch/infer.js';
import type { Architecture } from '../arch/types.js';
import type { Weights } from '../arch/weights.js';
import { must } from '../core/must.js';
import { isMiscomputed, isMiscomputedTransposed, needsPaddedChannels } from '../onnx/lower/card-faults.js';
import { writeOnnx } from '../onnx/write.js';
import { runtimeFailure } from '../runtime/ort/run-once.js';
import type { OrtEngine } from '../runtime/ort/types.js';
import { countRight, sumCrossEntropy } from './judge-logits.js';
import type { LabelledImages } from './types.js';

/** Nodes of the written model that a card leaves to the processor. */
function leftToProcessor(architecture: Architecture): readonly string[] {
  const shapes = inferShapes(architecture, 1);
  return architecture.nodes.flatMap((node) => {
    if (node.op !== 'conv' && node.op !== 'convTranspose') return [];
    const [, channels = 0] = shapes.get(must(node.inputs[0], 'an input')) ?? [];
    const sizes = { ...node.attrs, channels };
    const isLeft = node.op === 'conv' ? needsPaddedChannels(sizes) || isMiscomputed(sizes) : isMiscomputedTransposed(sizes);
    return isLeft ? [node.id] : [];
  });
}

export interface Judgement {
  /** Percent. */
  readonly accuracy: number;
  /** Mean cross-entropy. */
  readonly loss: number;
}

/** @param batch most images a run. @throws what `signal` was aborted with, between runs. */
export async function evaluateNetwork(
  engine: OrtEngine,
  architecture: Architecture,
  weights: Weights,
  data: LabelledImages,
  batch: number,
  signal?: AbortSignal,
): Promise<Judgement> {
  const input = must(architecture.inputs[0], 'an input');
  const output = must(architecture.outputs[0], 'an output');
  const size = product(data.shape);
  const model = await writeOnnx(architecture, { weights });
  let right = 0;
  let loss = 0;
  try {
    const session = await engine.createSession(model, 'many runs', leftToProcessor(architecture));
    try {
      for (let start = 0; start < data.count; start += batch) {
        signal?.throwIfAborted();
        const count = Math.min(batch, data.count - start);
        const values = new Float32Array(count * size);
        for (let i = 0; i < count; i++) values.set(data.image(start + i), i * size);
        const labels = Int32Array.from({ length: count }, (_, i) => must(data.labels[start + i], 'a label of each image'));
        const results = await session.run({ [input.id]: { dims: [count, ...data.shape], values } });
        const logits = must(results[output], 'logits').values;
        right += countRight(logits, labels, count);
        loss += sumCrossEntropy(logits, labels, count);
      }
    } finally {
      await session.release();
    }
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : runtimeFailure(engine, error);
  }
  return { accuracy: (100 * right) / data.count, loss: loss / data.count };
}
