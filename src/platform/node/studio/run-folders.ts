/** The runs in a folder: found by their journals, no deeper than runs of parts are, and without following links out of it. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { journalName } from '../run-folder/journal-file.js';

/** What a process that the studio started prints: its file in the folder of the run. */
export const logName = 'studio.log';

/** Folders within folders: `run`, `parts/3`. */
const deepest = 2;
/** A folder of more runs than anybody looks through shows the first of them. */
const mostRuns = 2000;

/** Names of the run folders, relative, with slashes. */
export function findRuns(root: string): string[] {
  const found: string[] = [];
  const visit = (name: string, depth: number): void => {
    const folder = join(root, name);
    if (isRun(folder)) found.push(name);
    if (depth === deepest || found.length >= mostRuns) return;
    for (const entry of entriesOf(folder))
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        visit(name === '.' ? entry.name : `${name}/${entry.name}`, depth + 1);
  };
  visit('.', 0);
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isRun(folder: string): boolean {
  return isPlainFile(join(folder, journalName)) || (!existsSync(join(folder, journalName)) && isPlainFile(join(folder, logName)));
}

/** Not a link, which may lead anywhere. */
export function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
