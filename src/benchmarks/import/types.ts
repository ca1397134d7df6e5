/** What an importer of an official file sees and says. */
import type { SyncByteSource } from '../../core/byte-source.js';

/** A file that an import reads. */
export interface ImportFile {
  /** Its path below what the user named, with slashes; the file's own name where that was a file. */
  readonly name: string;
  readonly byteLength: number;
  /** Its bytes, unpacked where it lies packed in an archive. @throws a data error when it cannot be read. */
  open(): SyncByteSource;
}

/** A file, a folder or a zip, as the files it holds. */
export interface ImportInput {
  /** Of the file or folder, without its path: where errors begin. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'zip';
  /** In order of name; one where the user named a file. */
  readonly files: readonly ImportFile[];
}

/** An architecture as the source writes it, in a form its space reads, and what was measured. */
export interface ImportedRow {
  readonly space: string;
  /** Which of several tables of one space it belongs to, such as a sweep; left out where there is one. */
  readonly table?: string;
  readonly architecture: string;
  /** By column, all units as the importer says; a column that is left out is not known. */
  readonly values: { readonly [column: string]: number };
}

/** What an importer calls with what it reads. */
export interface ImportContext {
  /** The space asked for, where the format leaves a choice. */
  readonly space?: string;
  /** How the cells of a row make an architecture: `{column}` stands for a cell. For formats of one's own columns. */
  readonly architecture?: string;
  /** Takes one row. */
  emit(row: ImportedRow): void;
  /** A row that is known to be no architecture, with the reason. */
  refuse(row: { readonly space: string; readonly table?: string }, where: string, reason: string): void;
  /** Tells of work on so many bytes that is done without reading them. */
  advance(bytes: number): void;
  /** Something to tell about the file as a whole. */
  note(text: string): void;
}

/** What a column means. */
export interface ColumnMeaning {
  /** `%`, `s`, `1` for pure numbers. */
  readonly unit: string;
  readonly label: string;
  /** The name under which it is a target of `bench`. */
  readonly target?: string;
  readonly byDefault?: boolean;
}

/** A reader of one official format. */
export interface Importer {
  readonly id: string;
  /** The benchmark and its paper. */
  readonly title: string;
  /** What to give it, for help texts. */
  readonly takes: string;
  /** The spaces its rows may be of; empty: any. */
  readonly spaces: readonly string[];
  /** As its authors state it, where it is known. */
  readonly licence?: string;
  /** How often it goes through its files: for progress. Left out, once. */
  readonly passes?: number;
  /** Which files of a folder it reads, by name; left out, all. */
  reads?(name: string): boolean;
  /** Whether names and first bytes tell that it is of this format. */
  recognizes(input: ImportInput): boolean;
  /** What a column of the format means. */
  describe(column: string): ColumnMeaning;
  /** Reads everything, row by row. @throws data errors naming file and place. */
  read(input: ImportInput, context: ImportContext): void;
}
