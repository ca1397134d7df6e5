/**
 * The architecture IR: a feed-forward graph of named operators with symbolic weights.
 * It is plain readonly JSON, knows no search space and holds no weight values; the runtime chooses them.
 */

/** Lengths of the axes; the first axis of every input is the batch. */
export type Shape = readonly number[];

/** An input of a network: its name and shape. */
export interface InputPort {
  readonly id: string;
  /** With the batch axis, by convention of length 1: `inferShapes` sets another batch. */
  readonly shape: Shape;
}

/** Spatial attributes hold one number per spatial axis; `padding` holds all begins, then all ends (as ONNX does). */
export interface WindowAttrs {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

/** Attributes of every operator. Weights are implied: `parameters` of the operator's definition lists their shapes. */
export interface OpAttrs {
  // convolution
  /** Cross-correlation with zero padding, as PyTorch's and ONNX's Conv. */
  readonly conv: WindowAttrs & { readonly outChannels: number; readonly groups: number; readonly bias: boolean };
  /** The transpose of a convolution (PyTorch's ConvTranspose): every input place adds the kernel to the output, `padding` is cut off, `outputPadding` added at the ends. */
  readonly convTranspose: WindowAttrs & {
    readonly outputPadding: readonly number[];
    readonly outChannels: number;
    readonly groups: number;
    readonly bias: boolean;
  };
  /** A recurrent layer: see ops/recurrent. `resetAfter`: a GRU resets after its product (PyTorch). `finalCell`: an LSTM's last cell state follows as one more step. */
  readonly recurrent: {
    readonly cell: 'lstm' | 'gru' | 'rnn' | 'rnnRelu';
    readonly hidden: number;
    readonly direction: 'forward' | 'reverse' | 'both';
    readonly bias: boolean;
    readonly resetAfter: boolean;
    readonly finalCell: boolean;
  };
  /** Rows of a learned table of `count` x `features`, by integers; see `tokenAt` for other numbers. The features are a new last axis. */
  readonly embedding: { readonly count: number; readonly features: number };
  // linear algebra
  /** y = x W^T + b over the last axis. */
  readonly linear: { readonly outFeatures: number; readonly bias: boolean };
  /** Product over the last two axes of two activations, leading axes broadcast. */
  readonly matmul: Record<string, never>;
  // normalisation
  /** Over all axes but the second. Running statistics are not learned: they are no params. */
  readonly batchNorm: { readonly eps: number; readonly affine: boolean };
  /** Over space, for every sample and channel. */
  readonly instanceNorm: { readonly eps: number; readonly affine: boolean };
  /** Over space and the channels of a group; one scale and shift for each channel (PyTorch; ONNX from opset 21). */
  readonly groupNorm: { readonly groups: number; readonly eps: number; readonly affine: boolean };
  /** Over the axes from `axis` (negative: from the end; never the batch) to the last, which scale and shift span. */
  readonly layerNorm: { readonly axis: number; readonly eps: number; readonly affine: boolean };
  // activation
  readonly relu: Record<string, never>;
  readonly leakyRelu: { readonly slope: number };
  /** min(max(x, min), max): ReLU6 is 0 to 6. */
  readonly clip: { readonly min: number; readonly max: number };
  /** With the error function, or its tanh approximation. */
  readonly gelu: { readonly approximate: 'none' | 'tanh' };
  readonly silu: Record<string, never>;
  /** x hardSigmoid(x). */
  readonly hardSwish: Record<string, never>;
  /** clip(x / 6 + 1 / 2, 0, 1): PyTorch's slope of 1/6, not ONNX's default of 1/5. */
  readonly hardSigmoid: Record<string, never>;
  readonly sigmoid: Record<string, never>;
  readonly tanh: Record<string, never>;
  readonly softmax: { readonly axis: number };
  // pooling (padding below the kernel; `ceil` as in PyTorch: the last window may extend beyond the end, none starts beyond the input)
  readonly maxPool: WindowAttrs & { readonly ceil: boolean };
  /** `countPadding`: padded pixels count in the divisor (ONNX count_include_pad); pixels beyond the end (`ceil`) never do. */
  readonly avgPool: WindowAttrs & { readonly ceil: boolean; readonly countPadding: boolean };
  /** Mean over all spatial axes, which stay with length 1. */
  readonly globalAvgPool: Record<string, never>;
  readonly globalMaxPool: Record<string, never>;
  /** Mean over the named axes (negative: from the end; each once). */
  readonly mean: { readonly axes: readonly number[]; readonly keepDims: boolean };
  // arithmetic (shapes broadcast as in NumPy)
  readonly add: Record<string, never>;
  readonly mul: Record<string, never>;
  readonly sub: Record<string, never>;
  readonly div: Record<string, never>;
  /** y = scale x + shift with two known numbers. */
  readonly affine: { readonly scale: number; readonly shift: number };
  readonly identity: Record<string, never>;
  /** Zeros of the input's shape: NAS's `none`. Nothing flows through it. */
  readonly zeros: Record<string, never>;
  /**
   * A learned tensor, the same for every sample (class token, position embedding, layer scale). Given an input, its first
   * axis, of length 1, is repeated to that input's batch, as a concatenation needs; the input's values are not read.
   */
  readonly parameter: { readonly shape: Shape };
  /** Known numbers that are not learned (a mask, the mean of pixels), row-major, or one for all. With an input as `parameter`. */
  readonly constant: { readonly shape: Shape; readonly values: readonly number[] };
  /** A function of one number that is not a named activation: parts of norms and losses that a file spells out. */
  readonly unary: { readonly function: 'exp' | 'log' | 'sqrt' | 'abs' | 'erf' };
  /**
   * An operator of a model that no runtime here runs: its name, the shape of its output (0: the batch of its first input) and how
   * many numbers it has learned. It is counted; a score that would run it is undefined, with this reason.
   */
  readonly foreign: { readonly operator: string; readonly shape: readonly number[]; readonly params: number };
  // shape
  readonly concat: { readonly axis: number };
  /** Half-open range [start, end) along one axis; negative numbers count from the end, and both are clamped as in Python. */
  readonly slice: { readonly axis: number; readonly start: number; readonly end: number; readonly step: number };
  /** Constant padding: `pads` holds all begins, then all ends, for every axis. */
  readonly pad: { readonly pads: readonly number[]; readonly value: number };
  /** 0 copies the input's axis at that place, one -1 is inferred. */
  readonly reshape: { readonly shape: readonly number[] };
  /** Merges the axes from `axis` (at least 1) on into one; the axes before it stay (PyTorch's start_dim; ONNX merges those too). */
  readonly flatten: { readonly axis: number };
  /** The entries that `indices` names along one axis, in that order: a relative position bias from its table. */
  readonly gather: { readonly axis: number; readonly indices: readonly number[] };
  /** Output axis i is input axis permutation[i]. */
  readonly transpose: { readonly permutation: readonly number[] };
}

/** The name of an operator: a key of `OpAttrs`. */
export type OpName = keyof OpAttrs;

/** One operator applied to earlier nodes or inputs. Its output has its id. */
export type ArchNode = {
  readonly [O in OpName]: {
    readonly id: string;
    readonly op: O;
    readonly inputs: readonly string[];
    readonly attrs: OpAttrs[O];
    /** Id of the group (cell, stem, head ...) the node belongs to. */
    readonly group?: string;
    /** Learned tensors of an earlier node that this one also uses, by its parameter's name: `{ weight: 'conv1/weight' }` (`Parameter.key`). */
    readonly shares?: Shares;
  };
}[OpName];

/** A parameter's name -> the key of the tensor it is. */
export interface Shares {
  readonly [parameter: string]: string;
}

/** A named part of the network: folded in drawings, a unit for block-wise proxies. */
export interface ArchGroup {
  readonly id: string;
  /** The kind of the part: `stem`, `cell`, `reduction`, `head` ... */
  readonly kind: string;
  /** Counted from 0; parts at the same resolution share it. */
  readonly stage: number;
}

/** A network: nodes in topological order, the ids of its outputs. Its shapes fit any batch (`checkArchitecture`). */
export interface Architecture {
  readonly format: 'assay-architecture';
  readonly version: 1;
  readonly name?: string;
  readonly inputs: readonly InputPort[];
  readonly nodes: readonly ArchNode[];
  readonly outputs: readonly string[];
  readonly groups?: readonly ArchGroup[];
}
