import { spawnSync } from 'node:child_process';

/** The browser that tests run, undefined where none is installed. */
export const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** Behind a test's title, so that a skipped one says why. */
export const whereChromium = chromium === undefined ? ' (skipped: no chromium here)' : '';

/** Options without which it wants a screen, a sandbox or a profile of its owner's. */
export const headless = (profile: string): string[] => [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  `--user-data-dir=${profile}`,
];
