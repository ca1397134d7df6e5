/** Results of reproductions, printed as JSON, that lie in the folder of runs. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AssayError } from '../../../core/errors.js';
import { readFigures } from '../../../reproduce/read-figures.js';
import type { FigureResult } from '../../../reproduce/types.js';
import { pathKind } from '../files/files.js';
import { isPlainFile } from './run-folders.js';

/** A file with results, or the line that says what is wrong in it. */
interface FigureFile {
  readonly name: string;
  readonly changedAt: string;
  readonly figures: readonly FigureResult[];
  readonly problem?: string;
}

const mostBytes = 8 * 2 ** 20;
/** How such a file begins; others are not looked at further. */
const beginning = '{"paper":';

/** Those in a folder, the newest first. */
export function readFigureFiles(root: string): FigureFile[] {
  if (pathKind(root) !== 'folder') return [];
  return readdirSync(root)
    .filter((name) => /\.(?:jsonl?|ndjson)$/.test(name) && isPlainFile(join(root, name)))
    .flatMap((name): FigureFile[] => {
      const { size, mtime } = statSync(join(root, name));
      if (size > mostBytes) return [];
      const text = readFileSync(join(root, name), 'utf8');
      if (!text.startsWith(beginning)) return [];
      const about = { name, changedAt: mtime.toISOString() };
      try {
        return [{ ...about, figures: readFigures(name, text) }];
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
        return [{ ...about, figures: [], problem: error.message }];
      }
    })
    .sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
}
