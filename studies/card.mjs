/**
 * Everything that is compared between WebGPU and the oracle, on this machine's card or the software adapter of Debian's chromium; `npm test` has the part that
 * shows every operator and every reading once.
 * Run: npm run study:card      (some minutes on the software adapter)
 */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npx', ['vitest', 'run', 'test/card.conformance.test.ts'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, ASSAY_CARD: 'all' },
});
process.exitCode = status ?? 1;
