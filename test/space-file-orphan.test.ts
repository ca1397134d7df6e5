import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { scratchFolder } from './assay.js';

const launcher = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    // A process that has ended and that nobody has collected still has its number.
    const status = `/proc/${pid}/status`;
    return process.kill(pid, 0) && !(existsSync(status) && /^State:\s+Z/m.test(readFileSync(status, 'utf8')));
  } catch {
    return false;
  }
}

it.skipIf(process.platform === 'win32')('a space file that never returns ends with the command that was killed', async () => {
  const folder = scratchFolder();
  const pidFile = join(folder, 'pid');
  const file = join(folder, 'loop.mjs');
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(pidFile)}, String(process.pid));\nfor (;;);\n`,
  );
  const command = spawn(process.execPath, [launcher, 'list', 'spaces', file], { stdio: 'ignore', cwd: folder });
  const patience = { timeout: 60_000, interval: 100 };
  await vi.waitFor(() => expect(existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '').toBe(true), patience);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(pid).not.toBe(command.pid);
  command.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience);
});
