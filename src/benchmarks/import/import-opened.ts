/**
 * Imports an open official file: chooses the importer, reads every row, checks it against its space, and makes a table for each space or
 * sweep.
 */
import { usageError, parameter } from '../../core/errors.js';
import { checkParameter, checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { hook, made, text as textField, texts } from '../../core/schema/fields.js';
import { openSpace } from '../../spaces/index.js';
import type { SearchSpace } from '../../spaces/types.js';
import { collectRows, type CollectedTable } from './collect-rows.js';
import { chooseImporter } from './importers.js';
import type { OpenedImport } from './opened-import.js';
import { tableOf, type ImportedTable, type SourceFacts } from './table-of.js';
import type { Importer } from './types.js';

/** How a file is imported. */
export interface ImportOptions {
  /** The importer's id; by default, chosen by the input. */
  readonly format?: string;
  /** Only rows of this space; formats with free columns need it. */
  readonly space?: SearchSpace;
  /** For `csv`: the columns that make up the architecture, such as `{column}`. */
  readonly architecture?: string;
  /** Columns, or `name=column`, that are the default targets; by default, the importer's choice. */
  readonly targets?: readonly string[];
  /** Bytes read so far, of about `total`. */
  onProgress?(done: number, total: number): void;
  /** Runs the long synchronous parts, so that the user can end them (`breakable`); by default, runs them directly. */
  compute?<T>(work: () => T): T;
}

const schema = requestSchema<ImportOptions>(
  {},
  {
    format: textField,
    space: made<SearchSpace>('a space, as openSpace opens it', 'decode', 'encode'),
    architecture: textField,
    targets: texts,
    onProgress: hook,
    compute: hook,
  },
);

/** The result of an import: a table for each space or sweep. */
export interface Imported {
  readonly importer: Importer;
  readonly source: SourceFacts;
  /** One for each space or sweep, with what was left out of it. */
  readonly tables: readonly { readonly collected: CollectedTable; readonly imported: ImportedTable }[];
  readonly notes: readonly string[];
}

/**
 * Imports an official benchmark file that is open, wherever it lies: `importFile` of `assay/node` opens one on disk.
 * @param open opens the source; it reports the bytes it reads.
 * @throws usage errors of the options, data errors of the file.
 */
export async function importOpened(
  open: (onBytes: (count: number) => void) => Promise<OpenedImport>,
  options: ImportOptions = {},
): Promise<Imported> {
  checkParameter('open', hook, open);
  checkRequest('importOpened', schema, options);
  const { compute = (work) => work() } = options;
  let done = 0;
  let total = 1;
  const onBytes = (count: number): void => {
    done = Math.min(total, done + count);
    options.onProgress?.(done, total);
  };
  const opened = await open(onBytes);
  try {
    const importer = chooseImporter(options.format, opened.input);
    const files =
      opened.input.kind === 'folder'
        ? opened.input.files.filter(({ name }) => importer.reads?.(name) ?? true)
        : opened.input.files;
    const input = { ...opened.input, files };
    checkSpace(importer, options.space?.id);
    // The digest reads everything once more.
    total = (1 + (importer.passes ?? 1)) * files.reduce((sum, { byteLength }) => sum + byteLength, 0);
    done = 0;
    const source = compute(() => opened.digest(files, onBytes));
    const { architecture } = options;
    const space = options.space?.id;
    const collector = collectRows((id) => (options.space !== undefined && id === space ? options.space : openSpace(id)));
    const notes: string[] = [];
    const isWanted = (row: { readonly space: string }): boolean => space === undefined || row.space === space;
    compute(() =>
      importer.read(input, {
        ...(space === undefined ? {} : { space }),
        ...(architecture === undefined ? {} : { architecture }),
        emit: (row) => isWanted(row) && collector.add(row),
        refuse: (row, where, reason) => isWanted(row) && collector.refuse(row, where, reason),
        advance: onBytes,
        note: (text) => void notes.push(text),
      }),
    );
    const tables = collector
      .tables()
      .map((collected) => ({ collected, imported: tableOf(collected, importer, source, options.targets) }));
    if (tables.length === 0)
      throw usageError(parameter('space'), {
        expected: 'a space of the file',
        got: space,
        hint: `${input.name} holds others`,
        code: 'mismatch',
      });
    return { importer, source, tables, notes };
  } finally {
    opened.close();
  }
}

function checkSpace(importer: Importer, space: string | undefined): void {
  if (space === undefined || importer.spaces.length === 0 || importer.spaces.includes(space)) return;
  throw usageError(parameter('space'), {
    expected: `a space that ${importer.id} holds: ${importer.spaces.join(', ')}`,
    got: space,
    code: 'mismatch',
  });
}
