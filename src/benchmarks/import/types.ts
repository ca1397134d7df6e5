/** The contract of importers of official files. */
import type { SyncByteSource } from '../../core/byte-source.js';

/** A file that an import reads. */
export interface ImportFile {
  /** Its path below the folder or zip that the user named, with slashes; the file's name if the user named a file. */
  readonly name: string;
  readonly byteLength: number;
  /** Its bytes, unpacked if it is packed in an archive. @throws a data error when it cannot be read. */
  open(): SyncByteSource;
}

/** A file, a folder or a zip, with the files that it holds. */
export interface ImportInput {
  /** The name of the file or folder, without its path: the start of errors. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'zip';
  /** In order of name; a single one if the user named a file. */
  readonly files: readonly ImportFile[];
}

/** An architecture as the source writes it, in a form that its space reads, and its measurements. */
export interface ImportedRow {
  readonly space: string;
  /** Which of several tables of one space it belongs to, such as a sweep; left out if there is only one. */
  readonly table?: string;
  readonly architecture: string;
  /** By column, in the units that the importer gives; a column that is left out is unknown. */
  readonly values: { readonly [column: string]: number };
}

/** The functions that an importer calls with what it reads. */
export interface ImportContext {
  /** The chosen space, if the format leaves a choice. */
  readonly space?: string;
  /** How the cells of a row make up an architecture: `{column}` stands for a cell. For formats with free columns. */
  readonly architecture?: string;
  /** Takes one row. */
  emit(row: ImportedRow): void;
  /** A row that is known to be no architecture, with the reason. */
  refuse(row: { readonly space: string; readonly table?: string }, where: string, reason: string): void;
  /** Reports work on this many bytes that is done without reading them. */
  advance(bytes: number): void;
  /** Adds a note about the file. */
  note(text: string): void;
}

/** The meaning of a column. */
export interface ColumnMeaning {
  /** `%`, `s`, `1` for numbers without a unit. */
  readonly unit: string;
  readonly label: string;
  /** Its name as a target of `bench`. */
  readonly target?: string;
  readonly byDefault?: boolean;
}

/** A reader of one official format. */
export interface Importer {
  readonly id: string;
  /** The benchmark and its paper. */
  readonly title: string;
  /** The files it takes, for help texts. */
  readonly takes: string;
  /** The spaces its rows may be of; empty: any. */
  readonly spaces: readonly string[];
  /** As its authors state it, if it is known. */
  readonly licence?: string;
  /** How often it reads its files, for progress; by default, once. */
  readonly passes?: number;
  /** Which files of a folder it reads, by name; by default, all. */
  reads?(name: string): boolean;
  /** Whether names and first bytes show that the input is of this format. */
  recognizes(input: ImportInput): boolean;
  /** The meaning of a column of the format. */
  describe(column: string): ColumnMeaning;
  /** Reads everything, row by row. @throws data errors that name file and place. */
  read(input: ImportInput, context: ImportContext): void;
}
