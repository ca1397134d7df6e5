/** Progress of long work: a bar on a terminal, otherwise a line now and then. */
import { SingleBar } from 'cli-progress';
import { drawnLine, say } from './output.js';

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

/** Milliseconds after which work that made no progress says that it is still running; then twice that, and so on. */
const firstNoticeMs = 5000;

/** Shows work on `total` things, and how long one has taken where it is a single one. */
export function startProgress(title: string, total: number): Progress {
  const progress = process.stderr.isTTY ? bar(title, total) : lines(title, total);
  drawsProgress(progress);
  return progress;
}

function bar(title: string, total: number): Progress {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
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

/** ` · 3 min 5 s left`; nothing before the first result, which the estimate needs. */
export function timeLeft(done: number, total: number, seconds: number): string {
  return done > 0 ? ` · ${formatDuration((seconds / done) * Math.max(0, total - done))} left` : '';
}

/** `42 s`, `3 min 5 s`, `2 h 10 min` */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A line at every fifth of the work, only when it takes longer than a second, and one after a long time without progress. */
function lines(title: string, total: number): Progress {
  const started = performance.now();
  let nextShare = 0.2;
  let latest = 0;
  let waited = firstNoticeMs;
  const tell = (): void => {
    say(`${title}: ${latest} of ${total} after ${Math.round((performance.now() - started) / 1000)} s`);
    waited *= 2;
    timer = setTimeout(tell, waited).unref();
  };
  let timer = setTimeout(tell, waited).unref();
  return {
    update(done) {
      if (done > latest) {
        clearTimeout(timer);
        waited = firstNoticeMs;
        timer = setTimeout(tell, waited).unref();
      }
      latest = done;
      if (done < total && done / total >= nextShare && performance.now() - started > 1000) {
        say(`${title}: ${done} of ${total}`);
        nextShare = Math.floor((done / total) * 5 + 1) / 5;
      }
    },
    stop: () => clearTimeout(timer),
  };
}
