import { readdirSync, statSync, type Dirent } from 'node:fs';
import { basename, join } from 'node:path';

/** How deep a folder of tables is searched. */
const depth = 3;

/** A file with one of these names: among the given files, otherwise in a folder and its subfolders, breadth first; undefined when there is none. */
export function findFile(names: readonly string[], given: readonly string[], folder: string | undefined): string | undefined {
  const named = given.find((path) => names.includes(basename(path)));
  if (named !== undefined || folder === undefined) return named;
  let level = [folder];
  for (let d = 0; d <= depth && level.length > 0; d++) {
    const entries = level.flatMap((path) => entriesOf(path).map((entry) => ({ entry, path: join(path, entry.name) })));
    const found = entries.find(({ entry, path }) => names.includes(entry.name) && infoOf(entry, path)?.isFile() === true);
    if (found !== undefined) return found.path;
    level = entries.filter(({ entry, path }) => infoOf(entry, path)?.isDirectory() === true).map(({ path }) => path);
  }
  return undefined;
}

/** What an entry is, or what a link leads to. */
function infoOf(entry: Dirent, path: string): Pick<Dirent, 'isFile' | 'isDirectory'> | undefined {
  return entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
}

/** A folder that cannot be read counts as empty. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
