/** Progress of long work: a bar on a terminal, otherwise a line now and then. */
import { clock } from '../platform/node/clock.js';
import { formatDuration, timeLeft } from './duration.js';
import { say } from './output.js';

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** What is drawn on the terminal now and must be wiped before anything else is printed. */
let drawn: Pick<Progress, 'stop'> | undefined;

/** Notes what draws on the terminal from now on. */
export function drawsProgress(progress: Pick<Progress, 'stop'>): void {
  drawn = progress;
}

/** Wipes what is drawn, a terminal's ^C too, and gives the cursor back. */
export function wipeProgress(): void {
  drawn?.stop();
  drawn = undefined;
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

/** Milliseconds after which work says how far it is; then twice that, and so on, to a minute. */
const firstNoticeMs = 5000;
const mostSilentMs = 60_000;

/** Shows work on `total` things, and how long one has taken where it is a single one. */
export function startProgress(title: string, total: number): Progress {
  const progress = process.stderr.isTTY ? lateBar(title, total) : lines(title, total);
  drawsProgress(progress);
  return progress;
}

/** Milliseconds of work before a bar is drawn: most commands are done by then, and never load what draws it. */
const barAfterMs = 100;

function lateBar(title: string, total: number): Progress {
  const started = clock();
  let done = 0;
  let isOver = false;
  let bar: Progress | undefined;
  const timer = setTimeout(() => {
    void import('./progress-bar.js').then(({ drawBar }) => {
      if (isOver) return;
      bar = drawBar(title, total, started);
      bar.update(done);
    });
  }, barAfterMs).unref();
  return {
    update(at) {
      done = at;
      bar?.update(at);
    },
    stop() {
      isOver = true;
      clearTimeout(timer);
      bar?.stop();
    },
  };
}

/** A line at every fifth of the work, only when it takes longer than a second, and lines in between when it takes long, ever fewer. */
function lines(title: string, total: number): Progress {
  const started = clock();
  let nextShare = 0.2;
  let latest = 0;
  let pause = firstNoticeMs;
  const schedule = (): NodeJS.Timeout => setTimeout(tell, pause).unref();
  const tell = (): void => {
    const seconds = (clock() - started) / 1000;
    say(`${title}: ${latest} of ${total} after ${formatDuration(seconds)}${timeLeft(latest, total, seconds)}`);
    pause = Math.min(2 * pause, mostSilentMs);
    clearTimeout(timer);
    timer = schedule();
  };
  let timer = schedule();
  return {
    update(done) {
      latest = done;
      if (done < total && done / total >= nextShare && clock() - started > 1000) {
        nextShare = Math.floor((done / total) * 5 + 1) / 5;
        tell();
      }
    },
    stop: () => clearTimeout(timer),
  };
}
