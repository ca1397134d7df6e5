import { describe, expect, it } from 'vitest';
import { toyRegistry } from '../../../test/toy/registry.js';
import { createArchBuilder, squareConv } from '../../arch/build.js';
import type { OneChannelRuntime } from '../../runtime/one-channel/runtime.js';
import { openSpace } from '../../spaces/index.js';
import { decodeRecipe } from '../../spaces/nlp/strings.js';
import { createDataSource } from '../data/source.js';
import type { DataSource } from '../types.js';
import { createConstantProvider } from './constant.js';

const architecture = toyRegistry.openSpace('toy').build([0, 1, 2, 0]);
const source = createDataSource({ text: 'ramp', recipe: { kind: 'ramp' }, prepared: [] });

/** Answers with the weight and the number of images, and keeps how often it was called. */
function fakeRuntime(): OneChannelRuntime & { calls: number } {
  const runtime = {
    calls: 0,
    run: ((_, requests, images) => {
      runtime.calls++;
      return requests.map(({ weight }) => ({ values: Float64Array.of(weight, images.count), exponent: 0, isConnected: true }));
    }) as OneChannelRuntime['run'],
  };
  return runtime;
}

describe('constant evidence', () => {
  it('refuses maps that have no room before an image is made, and says what they need', () => {
    const b = createArchBuilder();
    const conv = b.add('conv', [b.input('image', [1, 3, 4096, 4096])], squareConv(8, 3, { padding: 1 }));
    const large = b.finish([b.add('globalAvgPool', [b.add('relu', [conv], {})], {})]);
    const refused: DataSource = {
      ...source,
      images: () => {
        throw new Error('images were made');
      },
    };
    const ask = (batch: number, memoryLimit: number): unknown =>
      createConstantProvider(fakeRuntime(), refused, { memoryLimit }).answer({ architecture: () => large }, [
        { kind: 'constant', weight: 1, batch, arithmetic: 'extended' },
      ]);
    // 16 images of 3 x 4096 x 4096 doubles, and two maps of float32.
    expect(() => ask(16, 7 * 2 ** 30)).toThrow(
      'constant evidence: expected at most 7.0 GiB of memory for a thread, got about 8.0 GiB for 16 samples',
    );
    expect(() => ask(64, 2 ** 40)).toThrow(
      'maps of constant evidence: expected at most 4.0 GiB of memory for a thread, got about 8.0 GiB',
    );
    expect(() => ask(4, 2 ** 33)).toThrow('images were made');
  });

  it('is computed once for each batch, with answers in the order of the requests', async () => {
    const runtime = fakeRuntime();
    const request = (weight: number, batch: number) => ({ kind: 'constant', weight, batch, arithmetic: 'extended' }) as const;
    const answers = await createConstantProvider(runtime, source).answer({ architecture: () => architecture }, [
      request(1, 4),
      request(2, 8),
      request(3, 4),
    ]);
    expect(answers.map((answer) => answer.ok && [...answer.value.values])).toEqual([
      [1, 4],
      [2, 8],
      [3, 4],
    ]);
    expect(runtime.calls).toBe(2);
  });

  it('gives sequences of words to one step of a recurrent network, with any data', () => {
    const runtime = fakeRuntime();
    const seen: (readonly number[])[] = [];
    const watched: OneChannelRuntime = {
      run: (architecture_, requests, images) => (
        seen.push([...images.shape, images.count]),
        runtime.run(architecture_, requests, images)
      ),
    };
    const step = openSpace('nas-bench-nlp:embedding=5:hidden=4').build(decodeRecipe('lstm'));
    const provider = createConstantProvider(watched, source);
    const requests = [{ kind: 'constant', weight: 1, batch: 3, arithmetic: 'extended' }] as const;
    provider.answer({ architecture: () => step }, requests);
    provider.answer({ architecture: () => architecture }, requests);
    expect(seen).toEqual([
      [70, 5, 3],
      [...architecture.inputs[0].shape.slice(1), 3],
    ]);
  });

  it('needs an architecture with one input', () => {
    const two = { ...architecture, inputs: [...architecture.inputs, { id: 'other', shape: [1, 3, 8, 8] }] };
    expect(() =>
      createConstantProvider(fakeRuntime(), source).answer({ architecture: () => two }, [
        { kind: 'constant', weight: 1, batch: 4, arithmetic: 'extended' },
      ]),
    ).toThrow('expected an architecture with one input, or one step of a recurrent network, got 2 inputs, 1 outputs');
  });
});
