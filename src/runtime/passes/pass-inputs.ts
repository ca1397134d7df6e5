/** Makes what flows into a forward pass: the run's images, noise, and partners that differ from them by noise. */
import { product } from '../../arch/ops/shapes.js';
import type { Shape } from '../../arch/types.js';
import { createRng } from '../../core/rng.js';
import { referenceNormal, referenceUniform } from '../../core/reference-rng.js';
import { checkImageBytes, type Images, type Labels } from '../images.js';
import { fillNormal, fillUniform } from '../weights/random-fill.js';
import type { PassInput } from './types.js';

/** Standard normal streams; element j of each depends only on j, so fewer samples are a prefix of more. */
export interface NoiseStreams {
  /** Inputs that are noise. */
  input(count: number): Float32Array;
  /** What is added to make a nearby input of `input(count)`. */
  nearby(count: number): Float32Array;
  /** What is added to images. */
  perturbation(count: number): Float32Array;
  /** Ones and minus ones for the output of a block. */
  signs(block: number, count: number): Float32Array;
}

/** Streams keyed by seed and draw. */
export function seededNoise(seed: number, draw: number): NoiseStreams {
  const stream =
    (purpose: string) =>
    (count: number): Float32Array => {
      const out = new Float32Array(count);
      fillNormal(out, 1, seed, `${purpose} ${draw}`);
      return out;
    };
  return {
    input: stream('normal input'),
    nearby: stream('nearby input'),
    perturbation: stream('perturbation'),
    signs(block, count) {
      const out = new Float32Array(count);
      fillUniform(out, 1, seed, `signs of block ${block}, draw ${draw}`);
      return out.map((v) => (v < 0 ? -1 : 1));
    },
  };
}

/** The streams of the reference values: one normal stream for inputs and what follows them, a uniform one of variance 1 for images. */
export const referenceNoise: NoiseStreams = {
  input: (count) => Float32Array.from({ length: count }, (_, j) => referenceNormal(j)),
  nearby: (count) => Float32Array.from({ length: count }, (_, j) => referenceNormal(count + j)),
  perturbation: (count) =>
    Float32Array.from({ length: count }, (_, j) => Math.sqrt(3) * (2 * referenceUniform(1_000_003, j) - 1)),
  signs: (block, count) =>
    Float32Array.from({ length: count }, (_, j) => (referenceUniform(3_000_017 + block, j) >= 0.5 ? 1 : -1)),
};

interface InputSources {
  /** The run's first `count` images. @throws a data error when there are fewer. */
  images(count: number, shape: Shape): Images;
  readonly noise: NoiseStreams;
  /** For inputs that are neither images nor noise. */
  readonly seed: number;
}

/** Whether the batch holds partners: it is then twice as long. */
export function hasPartners({ kind }: PassInput): boolean {
  return kind === 'noisy-copies' || kind === 'nearby';
}

/**
 * The batch of a pass, partners included.
 * @param shape of one sample, as the architecture declares it.
 */
export function makeInputs(input: PassInput, batch: number, declared: Shape, { images, noise, seed }: InputSources): Images {
  const shape =
    'size' in input && input.size !== undefined
      ? declared.map((length, axis) => (axis === 0 ? length : (input.size as number)))
      : declared;
  checkImageBytes('forward pass', hasPartners(input) || input.kind === 'second-batch' ? 2 * batch : batch, shape);
  const size = batch * product(shape);
  switch (input.kind) {
    case 'images':
      return ownCopy(images(batch, shape));
    case 'second-batch':
      return secondBatch(images(2 * batch, shape));
    case 'noisy-copies':
      return withPartners(images(batch, shape), noise.perturbation(size), input.sigma);
    case 'normal':
      return { shape, count: batch, values: noise.input(size) };
    case 'nearby':
      return withPartners({ shape, count: batch, values: noise.input(size) }, noise.nearby(size), input.gamma);
    case 'uniform': {
      const values = new Float32Array(size);
      fillUniform(values, 0.5, seed, 'uniform input');
      return { shape, count: batch, values: values.map((v) => v + 0.5) };
    }
    case 'ones':
      return { shape, count: batch, values: new Float32Array(size).fill(1) };
    case 'crops':
      return crops(images(batch, declared), shape, seed);
    default:
      return input satisfies never;
  }
}

/** Where labels come from: those of images, or drawn ones. */
interface LabelSources {
  labels(count: number, classes: number): Labels;
  drawn(count: number, classes: number): Labels;
}

/** The class of each sample of a batch; a partner has its sample's. */
export function makeLabels(input: PassInput, batch: number, classes: number, { labels, drawn }: LabelSources): Labels {
  switch (input.kind) {
    case 'images':
    case 'crops':
      return labels(batch, classes);
    case 'second-batch':
      return laterHalf(labels(2 * batch, classes));
    case 'noisy-copies':
      return twice(labels(batch, classes));
    case 'nearby':
      return twice(drawn(batch, classes));
    case 'normal':
    case 'uniform':
    case 'ones':
      return drawn(batch, classes);
    default:
      return input satisfies never;
  }
}

function twice(labels: Labels): Labels {
  return labels.ok ? { ...labels, values: Int32Array.from([...labels.values, ...labels.values]) } : labels;
}

function laterHalf(labels: Labels): Labels {
  return labels.ok ? { ...labels, values: labels.values.slice(labels.values.length / 2) } : labels;
}

function secondBatch({ shape, count, values }: Images): Images {
  return { shape, count: count / 2, values: new Float32Array(values.subarray(values.length / 2)) };
}

/** Images may lie in memory that threads share, which runtimes do not take. */
function ownCopy({ shape, count, values }: Images): Images {
  return { shape, count, values: new Float32Array(values) };
}

function withPartners({ shape, count, values }: Images, noise: Float32Array, scale: number): Images {
  const both = new Float32Array(values.length * 2);
  both.set(values);
  for (let i = 0; i < values.length; i++) both[values.length + i] = values[i] + scale * noise[i];
  return { shape, count: count * 2, values: both };
}

/** One window of each image, at a place drawn for it. */
function crops({ shape: [channels, ...space], count, values }: Images, shape: Shape, seed: number): Images {
  const out = new Float32Array(count * product(shape));
  const rng = createRng(seed, 'crops');
  const [height, width] = space;
  const [, rows, columns] = shape;
  let to = 0;
  for (let image = 0; image < count; image++) {
    const top = rng.int(height - rows + 1);
    const left = rng.int(width - columns + 1);
    for (let channel = 0; channel < channels; channel++) {
      for (let y = 0; y < rows; y++) {
        const from = ((image * channels + channel) * height + top + y) * width + left;
        out.set(values.subarray(from, from + columns), to);
        to += columns;
      }
    }
  }
  return { shape, count, values: out };
}
