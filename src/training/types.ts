/** What a training is asked for, tells and gives. */
import type { Weights } from '../arch/weights.js';

/** Images with classes, made one at a time: a data set may be larger than its numbers in float32. */
export interface LabelledImages {
  /** Where they came from, for messages. */
  readonly title: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
  readonly count: number;
  readonly classes: number;
  /** The class of each image, from 0. */
  readonly labels: ArrayLike<number>;
  /** The normalised numbers of image `i`, row-major; do not write to them. */
  image(i: number): Float32Array;
  /** What a black pixel is in each channel once normalised: padding is black. */
  readonly black: readonly number[];
}

/** What images are trained on, and what the accuracy is measured on. */
export interface TrainingData {
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  /** Tells data apart, so that a resumed training notices that it changed. */
  readonly digest: string;
  /** In the order of the labels, where they have names. */
  readonly classNames?: readonly string[];
}

/** What a network was trained on: sources and numbers of images. */
export interface TrainedOn {
  readonly train: { readonly source: string; readonly images: number };
  readonly validation: { readonly source: string; readonly images: number };
  readonly classes: number;
  /** What each output stands for, where the classes have names. */
  readonly classNames?: readonly string[];
}

/** How weights are updated. */
export type OptimizerId = 'sgd' | 'adamw';
/** How the learning rate changes over the epochs. */
export type ScheduleId = 'cosine' | 'constant';

/** How a network is trained. */
export interface TrainingSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: OptimizerId;
  /** The learning rate of the first step after the warm-up. */
  readonly learningRate: number;
  /** Cosine: half a wave from the learning rate to 0 over all steps. */
  readonly schedule: ScheduleId;
  /** Epochs over which the learning rate rises from 0 in a straight line. */
  readonly warmupEpochs: number;
  /** SGD. */
  readonly momentum: number;
  readonly nesterov: boolean;
  /** SGD adds it to the gradient, AdamW shrinks the weights by it; of every learned tensor, as in PyTorch. */
  readonly weightDecay: number;
  /** The share of the target that is spread evenly over all classes. */
  readonly labelSmoothing: number;
  /** Pixels of black around an image before a piece of its size is cut out at random. */
  readonly cropPadding: number;
  /** Half of the images are mirrored left to right. */
  readonly flip: boolean;
  /** Side of the square of zeros put over each image; 0 for none. */
  readonly cutout: number;
  /** Of the first weights, the order of images and how they are changed. */
  readonly seed: number;
}

/** One epoch, reported when it ends. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Mean of the steps' losses, label smoothing and all. */
  readonly trainLoss: number;
  /** Percent of the images right as they were trained on, in the network's training mode. */
  readonly trainAccuracy: number;
  /** Mean cross-entropy of the validation images, without smoothing, in inference mode. */
  readonly validationLoss: number;
  /** Percent. */
  readonly validationAccuracy: number;
}

/** Reported after every step. */
export interface StepEvent {
  readonly epoch: number;
  /** Within all epochs, from 1. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** Percent of the epoch's images so far that were right. */
  readonly accuracy: number;
  readonly learningRate: number;
  /** Over the steps of this run. */
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}

/** What a training tells while it runs. */
export interface TrainingHooks {
  /** Stops after the step that runs; what the last checkpoint holds stays. */
  readonly signal?: AbortSignal;
  /** Called with one line for the user before the first step: the network and the images have another number of classes. */
  readonly onNotice?: (line: string) => void;
  /** A step of an epoch is done. */
  readonly onStep?: (event: StepEvent) => void;
  /** An epoch is done. */
  readonly onEpoch?: (record: EpochRecord) => void;
}

/** What a training gave. */
export interface TrainingResult {
  /** Percent of the validation images, after the last epoch. */
  readonly accuracy: number;
  /** As they were, defaults filled in. */
  readonly settings: TrainingSettings;
  readonly epochs: readonly EpochRecord[];
  readonly data: TrainedOn;
  /** Learned tensors and running statistics. */
  readonly weights: Weights;
}
