import { expect, it } from 'vitest';
import { runName } from './run-name.js';

it('names a run after its space and the time, with a number where others have that name', () => {
  expect(runName('darts', () => true)).toMatch(/^darts-\d{8}-\d{6}$/);
  const taken = new Set<string>();
  const names = Array.from({ length: 3 }, () =>
    runName('darts', (name) => {
      if (taken.has(name)) return false;
      taken.add(name);
      return true;
    }),
  );
  expect(new Set(names).size).toBe(3);
});
