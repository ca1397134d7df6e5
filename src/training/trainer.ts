/** Whoever finds out how accurate an architecture is once it is trained: this machine, a table, or a program of the user. */
import type { Architecture } from '../arch/types.js';
import type { EpochRecord, TrainingHooks } from './types.js';

/** An architecture to train. */
export interface TrainerCandidate {
  /** In the format of its space. */
  readonly text: string;
  /** Its place among those that are trained, from 1: names its folder. */
  readonly place: number;
  /** Builds the network; a trainer that does not run it need not. */
  build(): Architecture;
}

/** What became of a training. */
export type TrainerOutcome =
  | {
      readonly ok: true;
      /** Percent. */
      readonly accuracy: number;
      /** Within two standard errors of what guessing reaches, or below: where the trainer knows. */
      readonly isGuess?: boolean;
      /** The course of the training, where the trainer says it. */
      readonly epochs?: readonly EpochRecord[];
      /** Where the trained network was written. */
      readonly files?: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** Who trains an architecture: this machine, a program, or a table that knows the accuracy. */
export interface Trainer {
  /** How the accuracies came about, for reports. */
  readonly title: string;
  /**
   * One network that fails is an outcome, not an error.
   * @throws what `hooks.signal` was aborted with, and errors that every network would meet.
   */
  train(candidate: TrainerCandidate, hooks?: TrainingHooks): Promise<TrainerOutcome>;
}
