/** The commands that the README names. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { scratchFolder } from './assay.js';

describe('README', () => {
  it('has a library example that runs', async () => {
    const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
    const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const index = pathToFileURL(fileURLToPath(new URL('../dist/index.js', import.meta.url))).href;
    const file = join(scratchFolder(), 'example.mjs');
    writeFileSync(file, code.replace("'assay'", `'${index}'`));
    await import(file);
  });
});
