import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe('the examples of spaces', () => {
  const folder = fileURLToPath(new URL('../examples/', import.meta.url));
  it.each(readdirSync(folder).filter((name) => name.endsWith('-space.mjs')))('%s is at most 40 lines', (name) => {
    expect(
      readFileSync(folder + name, 'utf8')
        .trimEnd()
        .split('\n').length,
    ).toBeLessThanOrEqual(40);
  });
});
