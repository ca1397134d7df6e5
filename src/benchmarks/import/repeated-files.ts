/** Folders hold a file an architecture: remembers which file told of which, and names the files that tell of one again. */
import { plural } from '../../core/plural.js';

/** So many files are named. */
const shown = 5;

export interface FileRegister {
  /** Notes that `file` tells of `architecture`. */
  told(architecture: string, file: string): void;
  /** A line that names the files that repeat an earlier one; none where none does. */
  notes(): string[];
}

export function createFileRegister(): FileRegister {
  const fileOf = new Map<string, string>();
  const repeated = new Map<string, string>();
  return {
    told(architecture, file) {
      const first = fileOf.get(architecture);
      if (first === undefined) fileOf.set(architecture, file);
      else if (first !== file) repeated.set(file, first);
    },
    notes() {
      if (repeated.size === 0) return [];
      const named = [...repeated].slice(0, shown).map(([file, first]) => `${file} (${first})`);
      const more = repeated.size > shown ? ` and ${(repeated.size - shown).toLocaleString('en-US')} more` : '';
      return [
        `${plural(repeated.size, 'file tells of an architecture', 'files tell of architectures')} that an earlier file (in brackets) told of; the first file is used: ${named.join(', ')}${more}`,
      ];
    },
  };
}
