/** How far a training has come: a line that is drawn anew on a terminal, a line an epoch elsewhere. */
import type { FinalistEvent } from '../search/training/train-finalists.js';
import type { EpochRecord, StepEvent } from '../training/types.js';
import { say } from './output.js';
import { formatDuration } from './duration.js';
import { drawsProgress } from './progress.js';

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
  let shown = performance.now();
  const wipe = (): void => {
    if (isTTY) process.stderr.write('\r\x1b[K');
  };
  const progress: TrainingProgress = {
    step(event) {
      if (!isTTY && performance.now() - shown < every) return;
      shown = performance.now();
      const text = `${title}${stepText(event)}`;
      if (isTTY) process.stderr.write(`\r\x1b[K${text.slice(0, process.stderr.columns - 1)}`);
      else say(text);
    },
    epoch(record) {
      wipe();
      shown = performance.now();
      say(`${title}${epochText(record)}`);
    },
    stop: wipe,
  };
  drawsProgress(progress);
  return progress;
}

/** The same for the best of a search, one after the other. */
export function finalistProgress(): { readonly tell: (event: FinalistEvent) => void; stop(): void } {
  let current: TrainingProgress | undefined;
  let place = 0;
  return {
    tell(event) {
      if (event.place !== place) {
        place = event.place;
        current?.stop();
        current = trainingProgress(`${place} of ${event.count}: `);
        say(`training ${place} of ${event.count}: ${event.architecture}`);
      }
      if (event.step !== undefined) current?.step(event.step);
      if (event.epoch !== undefined) current?.epoch(event.epoch);
      if (event.outcome !== undefined) {
        current?.stop();
        const { outcome } = event;
        say(
          `${place} of ${event.count}: ${outcome.ok ? `accuracy ${outcome.accuracy.toFixed(2)} %` : `not trained, ${outcome.reason}`}`,
        );
      }
    },
    stop: () => current?.stop(),
  };
}

function stepText({ epoch, step, steps, loss, accuracy, imagesPerSecond, secondsLeft }: StepEvent): string {
  return `epoch ${epoch} · step ${step}/${steps} · loss ${loss.toFixed(4)} · ${accuracy.toFixed(1)} % · ${imagesPerSecond.toFixed(imagesPerSecond < 10 ? 1 : 0)} images/s · ${formatDuration(secondsLeft)} left`;
}

function epochText(record: EpochRecord): string {
  const { epoch, trainLoss, trainAccuracy, validationLoss, validationAccuracy } = record;
  return `epoch ${epoch}: training loss ${trainLoss.toFixed(4)}, ${trainAccuracy.toFixed(1)} %; validation loss ${validationLoss.toFixed(4)}, ${validationAccuracy.toFixed(1)} %`;
}
