/**
 * Holds `noUncheckedIndexedAccess` where it costs no speed: an element that is read by its index may be undefined, and the code says what then.
 * The compiler checks everything with the flag, and only errors in these folders count; the others are inner loops over typed arrays.
 * `node scripts/check-indexed.mjs [FOLDER]` prints the errors.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './setup.mjs';

export const heldFolders = [
  'src/searchers',
  'src/platform',
  'src/evidence',
  'src/cli',
  'src/pytorch',
  'src/reproduce',
  'src/drawing',
  'src/report',
  'src/engine',
  'src/search',
  'src/known',
];

/** The compiler's lines about files below the folders, tests left out. */
export function indexedErrors(folders = heldFolders) {
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
      '--noEmit',
      '--noUncheckedIndexedAccess',
      '--pretty',
      'false',
      '--tsBuildInfoFile',
      join('build', 'indexed.tsbuildinfo'),
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  return stdout
    .split('\n')
    .filter((line) => folders.some((folder) => line.startsWith(`${folder}/`)) && !/^[^(]*\.test\.ts/.test(line));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  const errors = indexedErrors(given.length === 0 ? heldFolders : given);
  for (const line of errors) console.log(line);
  process.exit(errors.length === 0 ? 0 : 1);
}
