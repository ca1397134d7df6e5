/** Whoever installs the package can name every type that a signature uses. Reads `dist`, which `npm test` builds first. */
import { expect, it } from 'vitest';
import { privateTypes } from '../scripts/build-types.mjs';

it('every type in an exported signature is exported from the same entry or from assay', async () => {
  expect(await privateTypes()).toEqual([]);
});
