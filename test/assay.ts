/** Runs the built command line as a user does: a process, its output, its exit code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const launcher = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `assay ...args` in a folder of its own. */
export function assay(args: readonly string[], { input = '', cwd = tmpdir() }: { input?: string; cwd?: string } = {}): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    input,
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

/** A new empty folder. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'assay-test-'));
}
