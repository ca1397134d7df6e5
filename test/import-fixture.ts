/** The small files of `test/import`, written by `scripts/make-import-fixtures.py`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function importFixture(name: string): string {
  return fileURLToPath(new URL(`import/${name}`, import.meta.url));
}

export function fixtureBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(importFixture(name)));
}
