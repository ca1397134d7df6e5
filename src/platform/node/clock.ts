/** Milliseconds since the process started, as `performance.now()` counts them: a command that does nothing else with `performance` does not load it. */
export const clock = (): number => 1000 * process.uptime();
