import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formulaData, formulaImage, formulaSet } from '../../test/training-sets.js';
import { createArchBuilder, squareConv } from '../arch/build.js';
import type { Architecture } from '../arch/types.js';
import { openOrtEngine } from '../platform/node/devices/ort-engine.js';
import { openSpace } from '../spaces/index.js';
import type { CheckpointStore } from './checkpoint/types.js';
import { orderOfEpoch } from './data/next-batch.js';
import { trainArchitecture, type TrainingRequest } from './train-architecture.js';
import type { StepEvent, TrainingResult } from './types.js';

const engine = await openOrtEngine();

interface Golden {
  readonly cell: string;
  readonly space: string;
  readonly steps: number;
  readonly batch: number;
  readonly sgd: { readonly losses: number[]; readonly validationLoss: number };
  readonly adamw: { readonly losses: number[]; readonly validationLoss: number };
}
const golden = JSON.parse(readFileSync(new URL('fixtures/pytorch-losses.json', import.meta.url), 'utf8')) as Golden;

/** A conv, a norm and a linear layer on pictures of 8x8. */
function smallNetwork({ classes = 10, hasWeights = true, outputs = 1 } = {}): Architecture {
  const builder = createArchBuilder();
  let x = builder.input('image', [1, 3, 8, 8]);
  if (hasWeights) {
    x = builder.add('conv', [x], squareConv(classes, 3), 'conv');
    x = builder.add('batchNorm', [x], { eps: 1e-5, affine: true }, 'norm');
    x = builder.add('relu', [x], {}, 'relu');
  }
  x = builder.add('globalAvgPool', [x], {}, 'pool');
  x = builder.add('flatten', [x], { axis: 1 }, 'flat');
  const logits = hasWeights ? builder.add('linear', [x], { outFeatures: classes, bias: true }, 'linear') : x;
  return builder.finish(outputs === 1 ? [logits] : [logits, x], 'small');
}

const small: TrainingRequest = {
  architecture: smallNetwork(),
  data: formulaData(64, [3, 8, 8]),
  engine,
  batch: 16,
  epochs: 3,
  cropPadding: 1,
  cutout: 3,
};

function memoryStore(): CheckpointStore & { saved: Uint8Array | undefined } {
  return {
    title: 'the checkpoint',
    saved: undefined,
    load() {
      return this.saved;
    },
    save(bytes) {
      this.saved = bytes;
    },
  };
}

async function bytesOf({ weights }: TrainingResult): Promise<string> {
  const parts: string[] = [];
  for (const [node, tensors] of weights)
    for (const [name, tensor] of Object.entries(tensors)) {
      const values = await tensor.load();
      parts.push(`${node}/${name} ${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')}`);
    }
  return parts.join('\n');
}

describe('20 steps from the same weights on the same batches', () => {
  it.each([
    ['sgd', { learningRate: 0.01, schedule: 'cosine', labelSmoothing: 0.1, weightDecay: 5e-3 }],
    ['adamw', { learningRate: 3e-4, schedule: 'constant', labelSmoothing: 0, weightDecay: 0.01 }],
  ] as const)('with %s give the losses of PyTorch', async (optimizer, settings) => {
    const space = openSpace(golden.space);
    const count = golden.steps * golden.batch;
    // The order in which images are drawn is undone.
    const drawn = orderOfEpoch(count, 0, 0);
    const shape = [3, 32, 32];
    const losses: number[] = [];
    const result = await trainArchitecture(
      {
        architecture: space.build(space.decode(golden.cell)),
        data: {
          train: formulaSet(count, shape, 10, (i) => drawn.indexOf(i)),
          validation: formulaSet(32, shape),
          digest: '',
        },
        engine,
        init: 'reference',
        epochs: 1,
        batch: golden.batch,
        optimizer,
        cropPadding: 0,
        flip: false,
        ...settings,
      },
      { onStep: ({ loss }) => losses.push(loss) },
    );
    const expected = golden[optimizer];
    expect(losses).toHaveLength(golden.steps);
    for (const [step, loss] of losses.entries()) expect(Math.abs(loss - expected.losses[step])).toBeLessThan(1e-3);
    // Running statistics, too: the judgement is in inference mode.
    expect(Math.abs(result.epochs[0].validationLoss - expected.validationLoss)).toBeLessThan(1e-3);
  });
});

describe('a training', () => {
  it('learns, and says so step by step', async () => {
    const events: StepEvent[] = [];
    const { accuracy, epochs } = await trainArchitecture(
      { ...small, epochs: 12, learningRate: 0.3, cutout: 0 },
      { onStep: (event) => events.push(event) },
    );
    expect(epochs.at(-1)?.trainLoss).toBeLessThan(epochs[0].trainLoss - 0.5);
    expect(accuracy).toBeGreaterThan(30);
    expect(events).toHaveLength(48);
    expect(events.at(-1)).toMatchObject({ epoch: 12, step: 48, steps: 48, secondsLeft: 0 });
  });

  it('says where the network has more classes than the images', async () => {
    const notices = async (classes: number): Promise<string[]> => {
      const lines: string[] = [];
      const data = formulaData(16, [3, 8, 8], 4);
      await trainArchitecture(
        { ...small, architecture: smallNetwork({ classes }), data, epochs: 1 },
        { onNotice: (line) => lines.push(line) },
      );
      return lines;
    };
    expect(await notices(7)).toEqual([
      expect.stringMatching(/^the network tells 7 classes apart, .* has 4: the other 3 outputs only learn to stay low$/),
    ]);
    expect(await notices(4)).toEqual([]);
  });

  it('goes on from a checkpoint to the same bytes', async () => {
    const unbroken = await bytesOf(await trainArchitecture(small));
    const store = memoryStore();
    const controller = new AbortController();
    const broken = trainArchitecture(
      { ...small, checkpoints: store },
      { signal: controller.signal, onStep: ({ step }) => step === 6 && controller.abort(new Error('stopped')) },
    );
    await expect(broken).rejects.toThrow('stopped');
    const seen: number[] = [];
    const resumed = await trainArchitecture(
      { ...small, checkpoints: store, resume: true },
      { onStep: ({ step }) => seen.push(step) },
    );
    expect(seen[0]).toBe(5);
    expect(await bytesOf(resumed)).toBe(unbroken);
    expect(resumed.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    // And once it is done, it is done.
    const again = await trainArchitecture({ ...small, checkpoints: store, resume: true }, { onStep: () => expect.fail() });
    expect(await bytesOf(again)).toBe(unbroken);
  });

  it('does not go on with other settings, images or bytes', async () => {
    const store = memoryStore();
    await trainArchitecture({ ...small, epochs: 1, checkpoints: store });
    const resumed = { ...small, epochs: 1, checkpoints: store, resume: true };
    await expect(trainArchitecture({ ...resumed, learningRate: 0.2 })).rejects.toThrow(
      'resume: expected the learningRate of the checkpoint, 0.1, got 0.2 (a training goes on only as it began)',
    );
    await expect(trainArchitecture({ ...resumed, data: formulaData(65, [3, 8, 8]) })).rejects.toThrow('expected the data of');
    store.saved = store.saved?.slice(0, -8);
    await expect(trainArchitecture(resumed)).rejects.toThrow('the checkpoint: expected the checkpoint of a training');
    store.saved = new Uint8Array(100);
    await expect(trainArchitecture(resumed)).rejects.toThrow('expected the checkpoint of a training, got something else');
  });

  it('stops at an infinite loss with step and learning rate, and keeps the checkpoint', async () => {
    const store = memoryStore();
    const flat = formulaData(64, [3, 8, 8]);
    let isBroken = false;
    const spoilt = {
      ...flat,
      train: { ...flat.train, image: (i: number) => formulaImage(i, [3, 8, 8]).fill(isBroken ? NaN : 1) },
    };
    const training = trainArchitecture({ ...small, data: spoilt, checkpoints: store }, { onEpoch: () => (isBroken = true) });
    await expect(training).rejects.toThrow(
      'small: expected a finite loss, got NaN in step 5 of 12 at learning rate 0.0750 (choose a smaller learning rate; the checkpoint of epoch 1 is kept)',
    );
    expect(store.saved).toBeDefined();
  });

  it.each([
    [{ batch: 100 }, 'batch: expected at most the 64 images of formula images, got 100'],
    [{ architecture: smallNetwork({ outputs: 2 }) }, 'small: expected a network with one output, of classes, got 2 outputs'],
    [
      { architecture: smallNetwork({ classes: 4 }) },
      'formula images: expected labels from 0 to 3, the classes of the network, got 4 at image 5',
    ],
    [{ data: formulaData(64, [3, 16, 16]) }, 'formula images: expected images of 3x8x8, which the network reads, got 3x16x16'],
    [
      { data: { ...formulaData(64, [3, 8, 8]), train: formulaSet(64, [3, 8, 8], 10, () => 3) } },
      'formula images: expected images of at least 2 classes, got one class only',
    ],
    [
      { architecture: smallNetwork({ hasWeights: false }), data: formulaData(64, [3, 8, 8], 3) },
      'small: expected a network with learned tensors that its output reads, got none',
    ],
    [
      { memoryLimit: 100_000 },
      'training step: expected at most 1 MiB of memory, got about 1 MiB for 16 images (choose a smaller `batch`)',
    ],
    [{ cutout: 9 }, 'cutout: expected at most 8 pixels, the side of an image, got 9'],
    [{ learningRate: -1 }, 'learningRate: expected a number above 0, got -1'],
    [{ warmupEpochs: 3 }, 'warmupEpochs: expected fewer than the 3 epochs, got 3'],
    [{ init: 'keep' }, 'init: expected a network with weights for `keep`, got none'],
  ])('is refused in one line: case %#', async (change, message) => {
    await expect(trainArchitecture({ ...small, ...change })).rejects.toThrow(message);
  });
});
