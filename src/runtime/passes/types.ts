/**
 * Forward passes with random weights: what proxies may ask of them, and what comes back.
 *
 * A request names a pass (which weights, inputs and batch statistics) and one reading of it. Requests that name the same pass are
 * answered from one forward pass: adding a proxy adds its readings. A reading names where it taps the network and what it needs of each
 * tap; that reduction is done where the network runs, so a sign pattern is never copied out as numbers, nor a Gram matrix as a pattern.
 */
import type { Architecture, Shape } from '../../arch/types.js';
import type { Images, Labels } from '../images.js';
import type { Initializer } from '../weights/types.js';
import type { Products } from './products.js';

/** What flows in. Batches of two halves hold B samples and then B partners of them. */
export type PassInput =
  /** The run's images. */
  | { readonly kind: 'images' }
  /** As many of the run's images, those that follow the first batch. */
  | { readonly kind: 'second-batch' }
  /** The run's images, then the same images with normal noise of deviation `sigma` added. */
  | { readonly kind: 'noisy-copies'; readonly sigma: number }
  /** Standard normal numbers; `size` replaces height and width. */
  | { readonly kind: 'normal'; readonly size?: number }
  /** Standard normal numbers x, then x + gamma e with e standard normal. */
  | { readonly kind: 'nearby'; readonly gamma: number }
  /** Every number uniform in [0, 1). */
  | { readonly kind: 'uniform' }
  /** Every number 1. */
  | { readonly kind: 'ones' }
  /** Square windows of `size` pixels at random places of the run's images. */
  | { readonly kind: 'crops'; readonly size: number };

/**
 * Statistics of batch norm: of the complete batch, of each half separately (as if the halves were two forward passes), of each sample for
 * itself (as if it were a batch), or the running statistics before any step, mean 0 and variance 1.
 */
export type NormMode = 'joint' | 'halves' | 'each' | 'running';

/** One forward pass. Equal passes are run once. */
export interface Pass {
  /** Samples, partners not counted. Undefined: the run's batch. */
  readonly batch?: number;
  /** Initialisation. Undefined: the run's. */
  readonly init?: string;
  /** Which draw of weights, inputs and noise, from 0, for scores that average over several. */
  readonly draw: number;
  readonly input: PassInput;
  readonly norm: NormMode;
}

/** Where a reading taps. */
export type TapSet =
  /** The input of every rectifier (ReLU and its kin). */
  | 'rectifier-inputs'
  /** The output of every rectifier. */
  | 'rectifier-outputs'
  /** The input of every rectifier and of their smooth kin (GELU, SiLU, hard swish). */
  | 'bend-inputs'
  /** The output of every rectifier and of their smooth kin. */
  | 'bend-outputs'
  /** What a feed-forward layer of a transformer hands to its activation: the output of every linear layer over tokens that an activation reads. */
  | 'feed-forward-hidden'
  /** The output of every convolution and linear layer. */
  | 'weighted-outputs'
  /** The output of the first 11 convolutions and linear layers with at least 50 weights. */
  | 'first-weighted-outputs'
  /** The output of everything that is a leaf module: convolution, linear, norm, activation, pool, skip, none. */
  | 'leaf-outputs'
  /** The leaf outputs of the last three cells or blocks. */
  | 'late-leaf-outputs'
  /** The input of every batch norm. */
  | 'norm-inputs'
  /** The input of every pool, the global one included. */
  | 'pool-inputs'
  /** What leaves each block (group of nodes) before the head. */
  | 'block-outputs'
  /** What the global pool before the classifier reads. */
  | 'features'
  /** The network's outputs. */
  | 'outputs'
  /** The network's inputs. */
  | 'inputs';

/** Which samples a reading looks at. */
export type SampleSet = 'all' | 'first-half' | 'first';

/** What is needed of each tap; with n samples, u units a sample, C channels. */
export type Reading =
  /** How often two samples are both positive: n x n integers, entry (i, j) counts units with x[i] > 0 and x[j] > 0. */
  | { readonly kind: 'sign-kernel'; readonly of: TapSet; readonly samples: SampleSet }
  /** Number of units whose sign (> 0) differs between a sample and its partner, for each sample. */
  | { readonly kind: 'sign-changes'; readonly of: TapSet }
  /** Sign patterns of each unit over the first `samples` samples: ceil(samples / 8) rows of u bytes, bit i of row k is sample 8k + i. */
  | { readonly kind: 'sign-codes'; readonly of: TapSet; readonly samples: number }
  /** The signs of each sample's units as bits: n rows of ceil(u / 8) bytes, bit i of byte k is unit 8k + i. */
  | { readonly kind: 'sign-patterns'; readonly of: TapSet }
  /** Population variance of each channel over samples and positions, for every set of samples that has separate statistics. Batch norms only. */
  | { readonly kind: 'norm-variance' }
  /** Sum over units of |x - partner|, for each sample. */
  | { readonly kind: 'partner-distance'; readonly of: TapSet }
  /** Mean over samples and units of (x - partner)^2. One number. */
  | { readonly kind: 'partner-square'; readonly of: TapSet }
  /**
   * C x C means over samples and positions of products of channels, less the product of the means if `centred`. So few numbers a channel
   * (rows, at most C) make it singular: then `ifSingular` gives it all the same, or nothing, or instead the matrix of rows x rows sums over
   * channels, divided by the number of rows, which has the same eigenvalues but for the zeros.
   */
  | {
      readonly kind: 'channel-moments';
      readonly of: TapSet;
      readonly samples: SampleSet;
      readonly centred: boolean;
      readonly ifSingular: 'keep' | 'none' | 'rows';
    }
  /**
   * With C numbers at the last axis and n rows of them over samples and positions: C x C covariances, or if n < C the n x n products of rows
   * less their mean, divided by n, which have the same eigenvalues but for the zeros.
   */
  | { readonly kind: 'feature-covariance'; readonly of: TapSet }
  /** Mean over samples and units of x ln(x + 0.001). One number. */
  | { readonly kind: 'x-log-x'; readonly of: TapSet }
  /** The tap itself. */
  | { readonly kind: 'values'; readonly of: TapSet; readonly samples: SampleSet }
  /** n x n products of samples, each less its mean over units: what correlations of samples are made of. */
  | { readonly kind: 'sample-products'; readonly of: TapSet }
  | GradientReading;

/**
 * What is differentiated. `cross-entropy`: of the outputs against the labels, the mean over each set of samples that share statistics
 * (over the batch where statistics are given numbers). `outputs`: the sum of all outputs, which needs no labels.
 */
export type Loss = 'cross-entropy' | 'outputs';

/** What is summed over a layer's weights and gradients; `GradientReading` says how. */
export type WeightMeasure = 'norm' | 'product' | 'magnitude' | 'square' | 'values';

/** The gradients that are needed. A tensor that no gradient reaches has a gradient of zero. */
export type GradientReading =
  /** As `sample-products`, of the loss's gradient with respect to the tap; with `through`, of that through the tapping node alone. */
  | { readonly kind: 'gradient-products'; readonly of: TapSet; readonly loss: Loss; readonly through: boolean }
  /** Half the mean over samples of (sum over positions of x dL/dx)^2, for each channel: Fisher information of a gate on it. */
  | { readonly kind: 'channel-fisher'; readonly of: 'weighted-outputs'; readonly loss: Loss }
  /** Of each layer's weight W with gradient g one number: ||g||, the sum of W g, of |W g|, or of (W g)^2; or all of g. */
  | { readonly kind: 'weight-gradient'; readonly of: 'weighted-outputs'; readonly loss: Loss; readonly measure: WeightMeasure }
  /** With g_n the gradients of single samples: sum over weights of |sum over n of sign g_n|, and the number of weights. */
  | { readonly kind: 'weight-agreement'; readonly of: 'weighted-outputs'; readonly loss: Loss }
  /** The gradients of single samples along the first `count` weights of each layer: n x count. */
  | { readonly kind: 'weight-samples'; readonly of: 'first-weighted-outputs'; readonly loss: Loss; readonly count: number }
  /**
   * How each block passes gradients of random signs back: C_in x C_out means over samples and positions of products of the gradient
   * that arrives at its input with the signs at its output; a block that halves its map is given its input's four pixels as channels.
   * One matrix a block but the first, row-major, after the largest difference between arriving gradient and signs (0: the block passes
   * gradients unchanged; infinite where their shapes differ).
   */
  | { readonly kind: 'block-responses'; readonly of: 'block-outputs' }
  /** n x n products of the derivatives of each sample's summed outputs with respect to all weights and scales. A backward pass a sample. */
  | { readonly kind: 'tangent-kernel'; readonly of: 'outputs' }
  /** Derivatives of every output of every sample along the first number of the first learned tensors: n x outputs x tensors. A backward pass an output. */
  | { readonly kind: 'first-derivatives'; readonly of: 'outputs'; readonly tensors: number }
  /** Of each layer's weight W: sum of W (H g), with g the gradient and H the Hessian over all weights. */
  | { readonly kind: 'weight-curvature'; readonly of: 'weighted-outputs'; readonly loss: Loss };

export type ReadingKind = Reading['kind'];

/** One reading of one forward pass. */
export interface PassRequest extends Pass {
  readonly kind: 'pass';
  readonly reading: Reading;
}

/** A place in the network that a reading taps. */
export interface Tap {
  /** The node whose call this is. */
  readonly node: string;
  /** The input or node whose value is read. */
  readonly source: string;
  /** The group the node belongs to. */
  readonly group?: string;
  /** The shape of the value, batch included. */
  readonly shape: Shape;
  /** A path leads from the node to an output; zeros (`none`) conduct, as a gradient of zero does. */
  readonly reaches: boolean;
  /** A path leads from the node to an output that no zeros interrupt. */
  readonly live: boolean;
}

/** The numbers that were read. */
export type ReadingValues = Float32Array | Float64Array | Int32Array | Uint8Array;

/** What was read at one tap. Taps that read the same value share one array. */
export interface TapValue extends Tap {
  readonly values: ReadingValues;
}

/** Values of every tap, in definition order. */
export interface PassResult {
  readonly taps: readonly TapValue[];
  /** How the weights were drawn: expected squares of the weights, by node id. */
  readonly meanSquares: ReadonlyMap<string, number>;
  /** The class of each sample. */
  readonly labels: Labels;
}

/** One forward pass, ready to be run. */
export interface ForwardJob {
  readonly architecture: Architecture;
  /** What flows into each of the architecture's inputs, partners included. */
  readonly inputs: readonly Images[];
  readonly norm: NormMode;
  readonly weights: Initializer;
  readonly readings: readonly Reading[];
  /** What maps and weights are rounded to before they are multiplied; left out: float32. Gradients are of float32 products only. */
  readonly products?: Products;
  /** The class of each sample, for losses that need it. */
  readonly labels?: Labels;
  /** Signs for `block-responses`: element j of those at block i. */
  readonly signs?: (block: number, count: number) => Float32Array;
}

/** Values of each tap of each reading; a reason stands for a reading this network cannot give. */
export type ReadingOutcome =
  | { readonly ok: true; readonly taps: readonly TapValue[] }
  | { readonly ok: false; readonly reason: string };

/** Something that runs forward passes: ONNX Runtime, or plain TypeScript in double precision. */
export interface ForwardRuntime {
  /** @throws a data error that names the node and op it cannot run. */
  forward(job: ForwardJob): Promise<readonly ReadingOutcome[]>;
}

/** What flows through a network once. */
export interface PassBatch extends Pick<ForwardJob, 'inputs' | 'labels'> {
  /** Places of the job's readings that this batch is read for; all unless said. */
  readonly wanted?: readonly number[];
}

/** Something that loads a network once for several batches. */
export interface BatchRuntime extends ForwardRuntime {
  /**
   * @param batches of one shape, with labels of as many classes.
   * @returns of each batch, what was wanted. @throws as `forward`.
   */
  forwardBatches(
    job: Omit<ForwardJob, keyof PassBatch>,
    batches: readonly PassBatch[],
  ): Promise<readonly (readonly ReadingOutcome[])[]>;
}
