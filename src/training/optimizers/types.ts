import type { GraphBuilder } from '../../onnx/lower/graph-builder.js';
import type { TrainingSettings } from '../types.js';

/** Names of graph values, all vectors as long as there are learned numbers but for `scalars`. */
export interface UpdateInputs {
  readonly graph: GraphBuilder;
  readonly weights: string;
  readonly gradient: string;
  /** What the optimizer remembers of each learned number, by its name. */
  readonly memory: { readonly [name: string]: string };
  /** Numbers that change from step to step, by their names. */
  readonly scalars: { readonly [name: string]: string };
  readonly settings: TrainingSettings;
}

/** How weights follow their gradient. */
export interface Optimizer {
  readonly title: string;
  /** Settings that it reads and other optimizers do not. */
  readonly ownSettings: readonly (keyof TrainingSettings)[];
  /** What is remembered of each learned number from step to step; zeros before the first. */
  readonly memory: readonly string[];
  /** The numbers of a step, from 0. */
  scalars(step: number, learningRate: number, settings: TrainingSettings): { readonly [name: string]: number };
  /** Writes the update; names of the new weights and memory. */
  update(inputs: UpdateInputs): { readonly weights: string; readonly memory: { readonly [name: string]: string } };
}
