/** Benches, studies and scripts use what users have: the package's entries. Those that measure an internal are listed, with the reason, in AGENTS.md. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const filesOf = (folder: string): string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.mjs'));

describe('the package’s entries', () => {
  it('are all that benches and studies import, but for those that AGENTS.md lists', () => {
    const files = [...filesOf('bench'), ...filesOf('studies')];
    expect(files.length).toBeGreaterThan(25);
    const inner = files.filter((path) => /['"`](?:\.\.\/)+(?:dist|src)\//.test(readFileSync(`${root}${path}`, 'utf8')));
    const listed = [...readFileSync(`${root}AGENTS.md`, 'utf8').matchAll(/^- `((?:bench|studies)\/[^`]+\.mjs)`: .+$/gm)].map(
      ([, path]) => path,
    );
    expect(inner.toSorted()).toEqual(listed.toSorted());
  });

  it('are all that the examples of the library import', () => {
    for (const name of readdirSync(`${root}examples/library`))
      expect(readFileSync(`${root}examples/library/${name}`, 'utf8')).not.toMatch(/from '\.\.?\//);
  });
});
