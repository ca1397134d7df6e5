import { expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { openOrtEngine } from '../../platform/node/devices/ort-engine.js';
import { createInitializer } from '../weights/index.js';
import { createOrtRuntime } from './ort-runtime.js';

/** The reason why derivatives of every output are refused. */
async function refusal(architecture: Architecture): Promise<string | undefined> {
  const [outcome] = await createOrtRuntime(await openOrtEngine()).forward({
    architecture,
    inputs: [{ shape: [3, 8, 8], count: 2, values: new Float32Array(2 * 192).fill(0.5) }],
    norm: 'running',
    weights: createInitializer('kaiming-normal', 1),
    readings: [{ kind: 'first-derivatives', of: 'outputs', tensors: 4 }],
  });
  return outcome?.ok === false ? outcome.reason : undefined;
}

it('derivatives of every output are refused where there are no classes, or more than can be differentiated one by one', async () => {
  const maps = createArchBuilder();
  const segmentation = maps.finish([maps.add('conv', [maps.input('x', [1, 3, 8, 8])], squareConv(5, 3))]);
  expect(await refusal(segmentation)).toBe('a derivative of each output needs one output of (batch, classes)');
  const classifier = (outFeatures: number): Architecture => {
    const b = createArchBuilder();
    const flat = b.add('flatten', [b.input('x', [1, 3, 8, 8])], { axis: 1 });
    return b.finish([b.add('linear', [flat], { outFeatures, bias: true })]);
  };
  expect(await refusal(classifier(3000))).toBe('a backward pass an output: expected at most 2000 classes, got 3000');
  expect(await refusal(classifier(3))).toBeUndefined();
});
