/** Durations in words, and how long work will still take. */

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
