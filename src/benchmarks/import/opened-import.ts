import type { SourceFacts } from './table-of.js';
import type { ImportFile, ImportInput } from './types.js';

/** Called with the number of bytes, each time a file is read. */
export type OnBytes = (count: number) => void;

/** A source that can be read: a file, a folder or a zip, on disk or elsewhere. `openImport` of platform/node makes one of a path. */
export interface OpenedImport {
  readonly input: ImportInput;
  /** The digest of the named file or zip; for a folder, over the given files in it. */
  digest(files: readonly ImportFile[], onBytes: OnBytes): SourceFacts;
  /** Closes every file. */
  close(): void;
}
