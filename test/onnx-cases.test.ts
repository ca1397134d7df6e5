/** Small models of many kinds, with params and MACs worked out by hand or by PyTorch: ../shared/cases/onnx. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { countCost } from '../src/arch/cost.js';
import { inferShapes, inputShapes, definitionOf } from '../src/arch/infer.js';
import { product } from '../src/arch/ops/shapes.js';
import type { Architecture, Shape } from '../src/arch/types.js';
import { bytesSource } from '../src/core/byte-source.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { openOrtEngine } from '../src/platform/node/devices/ort-engine.js';
import { runOnce } from '../src/runtime/ort/run-once.js';
import { describeShared } from './shared.js';

interface Case {
  readonly params?: number;
  readonly macs?: number;
}

/** Shapes of inputs whose file leaves more open than the batch. */
const shapes: { readonly [name: string]: { readonly [input: string]: readonly number[] } } = {};

/** Additions of biases: our counter counts them, the figures of the cases leave some out. */
function biasAdditions(architecture: Architecture): number {
  const shapeOf = inferShapes(architecture, 1);
  let sum = 0;
  for (const node of architecture.nodes) {
    const parameters = definitionOf(node).parameters?.(node.attrs, inputShapes(node, shapeOf)) ?? [];
    if (parameters.some(({ role }) => role === 'bias')) sum += product(shapeOf.get(node.id) as Shape);
  }
  return sum;
}

describeShared('cases/onnx/expected.json', 'models of many kinds', (path) => {
  const cases = JSON.parse(readFileSync(path, 'utf8')) as { readonly [name: string]: Case };
  it.each(Object.entries(cases))('%s has the params and MACs of somebody else', async (name, { params, macs }) => {
    const bytes = readFileSync(join(path, '..', `${name}.onnx`));
    const given = shapes[name];
    const { architecture } = await readOnnx(bytesSource(bytes), { where: name, ...(given && { shapes: given }) });
    const cost = countCost(architecture);
    if (params !== undefined) expect(cost.params).toBe(params);
    if (macs !== undefined) {
      expect(cost.macs).toBeGreaterThanOrEqual(macs);
      expect(cost.macs).toBeLessThanOrEqual(macs + biasAdditions(architecture));
    }
  });

  // Not compared: what is fed as integers, rounded on purpose, cut off, has its batch elsewhere, or is older than the runtime reads.
  const skipped = new Set([
    'token-ids',
    'uint8-nhwc-input',
    'qdq',
    'dynamic-quant',
    'argmax-out',
    'topk-out',
    'lstm',
    'fp16',
    'opset6',
  ]);
  it.each(Object.keys(cases).filter((name) => !skipped.has(name)))(
    '%s computes the same when it is written again',
    async (name) => {
      const bytes = readFileSync(join(path, '..', `${name}.onnx`));
      const { architecture, weights } = await readOnnx(bytesSource(bytes), { where: name });
      const again = await writeOnnx(architecture, { weights });
      const [{ id, shape }] = architecture.inputs;
      const fed = [{ name: id, dims: shape, values: Float32Array.from({ length: product(shape) }, (_, i) => Math.sin(i)) }];
      const engine = await openOrtEngine('wasm');
      const before = Object.values(await runOnce(engine, bytes, fed));
      const after = Object.values(await runOnce(engine, again, fed));
      expect(after.length).toBe(before.length);
      before.forEach(({ values }, i) => {
        expect(after[i].values.length).toBe(values.length);
        const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
        Array.from(values).forEach((value, at) => expect(Math.abs(value - after[i].values[at]) / largest).toBeLessThan(1e-5));
      });
    },
  );
});
