/** Finds the shared folder of specifications and data beside the repository; tests that need it are skipped without it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../shared', import.meta.url));

/** Absolute path of a shared file, or undefined where it is absent. */
export function sharedPath(...parts: string[]): string | undefined {
  const path = join(root, ...parts);
  return existsSync(path) ? path : undefined;
}

/** A `describe` that runs with the shared file's path, or is skipped with one line that says so. */
export function describeShared(parts: string, title: string, body: (path: string) => void): void {
  const path = sharedPath(...parts.split('/'));
  // The body may read the file while tests are collected: without it, one line stands for all.
  if (path === undefined)
    describe.skip(title, () => it(`skipped: ../shared/${parts} is not here`, () => expect(path).toBeDefined()));
  else describe(title, () => body(path));
}
