import type { SourceFacts } from './table-of.js';
import type { ImportFile, ImportInput } from './types.js';

/** Called with the bytes that a file gave, each time it is read. */
export type OnBytes = (count: number) => void;

/** A source that can be read: a file, a folder or a zip, on disk or elsewhere. `openImport` of platform/node makes one of a path. */
export interface OpenedImport {
  readonly input: ImportInput;
  /** The digest of the file or zip that was named; of a folder, over those of its files that are given. */
  digest(files: readonly ImportFile[], onBytes: OnBytes): SourceFacts;
  /** Closes every file. */
  close(): void;
}
