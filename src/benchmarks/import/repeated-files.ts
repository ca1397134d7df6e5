/** Folders hold one file for each architecture: remembers which file holds which, and names the files that repeat one. */
import { plural } from '../../core/plural.js';

/** How many files are named at most. */
const shown = 5;

export interface FileRegister {
  /** Notes that `file` holds `architecture`. */
  add(architecture: string, file: string): void;
  /** A line that names the files that repeat an earlier one; no line if none does. */
  notes(): string[];
}

export function createFileRegister(): FileRegister {
  const fileOf = new Map<string, string>();
  const repeated = new Map<string, string>();
  return {
    add(architecture, file) {
      const first = fileOf.get(architecture);
      if (first === undefined) fileOf.set(architecture, file);
      else if (first !== file) repeated.set(file, first);
    },
    notes() {
      if (repeated.size === 0) return [];
      const named = [...repeated].slice(0, shown).map(([file, first]) => `${file} (${first})`);
      const more = repeated.size > shown ? ` and ${(repeated.size - shown).toLocaleString('en-US')} more` : '';
      return [
        `${plural(repeated.size, 'file repeats the architecture', 'files repeat the architectures')} of an earlier file (in brackets); the first file is used: ${named.join(', ')}${more}`,
      ];
    },
  };
}
