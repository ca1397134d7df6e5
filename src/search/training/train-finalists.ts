/** Trains the best of a search, one after the other: the last and most expensive evidence. */
import type { EpochRecord, StepEvent } from '../../training/types.js';
import type { Trainer, TrainerOutcome } from '../../training/trainer.js';
import type { SearchSpace } from '../../spaces/types.js';

/** One of the best after it was trained. */
export interface TrainedArchitecture {
  /** Its rank by score, 1 the best. */
  readonly rank: number;
  readonly architecture: string;
  /** The accuracy, or why there is none. */
  readonly outcome: TrainerOutcome;
}

/** How far the training of the best has come. */
export interface FinalistEvent {
  /** From 1. */
  readonly place: number;
  readonly count: number;
  readonly architecture: string;
  /** Of the training that runs, where the trainer says it. */
  readonly step?: StepEvent;
  readonly epoch?: EpochRecord;
  /** When it has ended. */
  readonly outcome?: TrainerOutcome;
}

/** What is called while finalists are trained, and what ends it. */
export interface FinalistHooks {
  readonly signal?: AbortSignal;
  /** A training begins, goes on or ends. */
  readonly onTraining?: (event: FinalistEvent) => void;
}

/** @throws what `signal` was aborted with, and errors that every network would meet. */
export async function trainFinalists(
  best: readonly { readonly rank: number; readonly architecture: string }[],
  space: SearchSpace,
  trainer: Trainer,
  { signal, onTraining }: FinalistHooks = {},
): Promise<TrainedArchitecture[]> {
  const trained: TrainedArchitecture[] = [];
  for (const [i, { rank, architecture }] of best.entries()) {
    signal?.throwIfAborted();
    const at = { place: i + 1, count: best.length, architecture };
    onTraining?.(at);
    const outcome = await trainer.train(
      { text: architecture, place: i + 1, build: () => space.build(space.decode(architecture)) },
      {
        ...(signal === undefined ? {} : { signal }),
        onStep: (step) => onTraining?.({ ...at, step }),
        onEpoch: (epoch) => onTraining?.({ ...at, epoch }),
      },
    );
    onTraining?.({ ...at, outcome });
    trained.push({ rank, architecture, outcome });
  }
  return trained;
}
