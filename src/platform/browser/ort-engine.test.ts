import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../../arch/build.js';
import { createInitializer } from '../../runtime/weights/index.js';
import { createOrtRuntime } from '../../runtime/ort/ort-runtime.js';
import { openOrtEngine } from './ort-engine.js';

describe("the browser's engine", () => {
  it('runs a network on WebAssembly, which Node also has', async () => {
    const engine = await openOrtEngine();
    expect(engine.title).toMatch(/^onnxruntime-web .* \(wasm\)$/);
    const b = createArchBuilder();
    const architecture = b.finish([
      b.add('linear', [b.add('relu', [b.input('x', [1, 3])], {})], { outFeatures: 2, bias: false }),
    ]);
    const [values] = await createOrtRuntime(engine).forward({
      architecture,
      inputs: [{ shape: [3], count: 2, values: Float32Array.of(1, -2, 3, 4, 5, -6) }],
      norm: 'joint',
      weights: createInitializer('constant', 0),
      readings: [{ kind: 'values', of: 'outputs', samples: 'all' }],
    });
    expect(values.ok && [...values.taps[0].values]).toEqual([4, 4, 9, 9]);
  });
});
