/** Benches, studies and scripts use what users have: the package's entries. Those that measure an internal are listed, with the reason, in AGENTS.md. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as Library from '../src/index.js';
import type * as OnNode from '../src/platform/node/index.js';

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

  it('and the listed modules have every name that is imported', async () => {
    const missing: string[] = [];
    for (const path of [...filesOf('bench'), ...filesOf('studies')])
      for (const [, names, from] of readFileSync(`${root}${path}`, 'utf8').matchAll(
        /import \{ ([^}]*) \} from '((?:\.\.\/)+dist\/[^']*|assay(?:\/node)?)'/g,
      )) {
        const file = { assay: 'dist/bundle/index.js', 'assay/node': 'dist/bundle/platform/node/index.js' }[from];
        const module = (await import(`${root}${file ?? from.replace(/^(\.\.\/)+/, '')}`)) as object;
        const wanted = names.split(', ').map((name) => name.replace(/ as .*/, ''));
        missing.push(...wanted.flatMap((name) => (name in module ? [] : [`${path}: ${name} of ${from}`])));
      }
    expect(missing).toEqual([]);
  });

  it('share their classes: what one throws is an error of the other', async () => {
    const { AssayError } = (await import(`${root}dist/bundle/index.js`)) as typeof Library;
    const { openPlan } = (await import(`${root}dist/bundle/platform/node/index.js`)) as typeof OnNode;
    await expect(openPlan({ space: 'no-space', proxies: ['sed'] })).rejects.toBeInstanceOf(AssayError);
  });

  it('are all that the examples of the library import', () => {
    for (const name of readdirSync(`${root}examples/library`))
      expect(readFileSync(`${root}examples/library/${name}`, 'utf8')).not.toMatch(/from '\.\.?\//);
  });
});
