/** How far a training has come: a line that is drawn anew on a terminal, a line an epoch elsewhere. */
import type { EpochRecord, StepEvent } from '../training/types.js';
import { say } from './output.js';
import { drawsProgress, formatDuration } from './progress.js';

export interface TrainingProgress {
  readonly step: (event: StepEvent) => void;
  readonly epoch: (record: EpochRecord) => void;
  stop(): void;
}

/** Milliseconds between two lines where nothing is drawn. */
const every = 10_000;

/** @param title what is trained, where there are several. */
export function trainingProgress(title = ''): TrainingProgress {
  const { isTTY } = process.stderr;
  let told = performance.now();
  const wipe = (): void => {
    if (isTTY) process.stderr.write('\r\x1b[K');
  };
  const progress: TrainingProgress = {
    step(event) {
      if (!isTTY && performance.now() - told < every) return;
      told = performance.now();
      const text = `${title}${stepText(event)}`;
      if (isTTY) process.stderr.write(`\r\x1b[K${text.slice(0, process.stderr.columns - 1)}`);
      else say(text);
    },
    epoch(record) {
      wipe();
      told = performance.now();
      say(`${title}${epochText(record)}`);
    },
    stop: wipe,
  };
  drawsProgress(progress);
  return progress;
}

function stepText({ epoch, step, steps, loss, accuracy, imagesPerSecond, secondsLeft }: StepEvent): string {
  return `epoch ${epoch} · step ${step}/${steps} · loss ${loss.toFixed(4)} · ${accuracy.toFixed(1)} % · ${imagesPerSecond.toFixed(imagesPerSecond < 10 ? 1 : 0)} images/s · ${formatDuration(secondsLeft)} left`;
}

function epochText(record: EpochRecord): string {
  const { epoch, trainLoss, trainAccuracy, validationLoss, validationAccuracy } = record;
  return `epoch ${epoch}: training loss ${trainLoss.toFixed(4)}, ${trainAccuracy.toFixed(1)} %; validation loss ${validationLoss.toFixed(4)}, ${validationAccuracy.toFixed(1)} %`;
}
