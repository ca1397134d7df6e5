/** The bar of long work on a terminal. Loaded when the first one is drawn. */
import { clock } from '../platform/node/clock.js';
import { SingleBar } from 'cli-progress';
import { formatDuration, timeLeft } from './duration.js';
import { drawnLine } from './output.js';
import type { Progress } from './progress.js';

/** @param started when the work began, by `clock`. */
export function drawBar(title: string, total: number, started: number): Progress {
  const seconds = (): number => (clock() - started) / 1000;
  let done = 0;
  let left = '';
  const single = new SingleBar({
    // The bar's clock begins again whenever a line is printed above it: the time is ours.
    format: (_, { progress, value }) =>
      total === 1
        ? `${title} · ${formatDuration(seconds())}`
        : `${title} ${drawnBar(progress)} ${value}/${total} · ${formatDuration(seconds())}${left}`,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  const line = { lift: () => single.stop(), draw: () => single.start(total, done) };
  line.draw();
  drawnLine.set(line);
  return {
    update(at) {
      done = at;
      left = timeLeft(done, total, seconds());
      single.update(done);
    },
    stop() {
      single.stop();
      drawnLine.forget(line);
    },
  };
}

const barLength = 30;

function drawnBar(share: number): string {
  const full = Math.round(barLength * share);
  return '█'.repeat(full) + '░'.repeat(barLength - full);
}
