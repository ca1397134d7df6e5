/** The paths of this package's files, for code that runs from the sources (tests), the built modules, or the bundle. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  return findRoot(dirname(folder));
}

/** The folder with package.json. */
export const packageRoot = findRoot(dirname(here));

const bundle = join('dist', 'bundle');

/** A built file of the same kind as this one: the bundle's file in the bundle, otherwise the single module (also from the sources). */
export function builtFile(path: string): string {
  const isBundled = relative(packageRoot, here).startsWith(bundle + sep);
  return join(packageRoot, isBundled ? bundle : 'dist', path);
}
