/** A table file's description of itself, stored as JSON beside its columns: where the rows come from, what was left out, what the columns mean. */
import * as v from 'valibot';
import { dataError, quote } from '../core/errors.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const columnSchema = v.object({
  name: v.string(),
  unit: v.string(),
  label: v.string(),
  target: v.optional(v.string()),
  byDefault: v.optional(v.boolean()),
});

const manifestSchema = v.object({
  version: v.literal(1),
  space: v.string(),
  architecture: v.string(),
  rows: count,
  source: v.object({
    name: v.string(),
    format: v.string(),
    title: v.string(),
    sha256: v.string(),
    bytes: count,
    licence: v.optional(v.string()),
  }),
  unmatched: count,
  duplicates: v.object({ equal: count, different: count }),
  columns: v.array(columnSchema),
});

/** A column of a table file: its name, unit and meaning. */
export interface ManifestColumn {
  readonly name: string;
  /** `%`, `s`, `ms`, `1` for numbers without a unit; empty for texts. */
  readonly unit: string;
  readonly label: string;
  /** Its name as a target of `bench`. */
  readonly target?: string | undefined;
  /** Whether it is a target when none is named. */
  readonly byDefault?: boolean | undefined;
}

/** A table file's description of itself: source, columns, and what was left out. */
export interface TableManifest {
  /** Version of this record. */
  readonly version: 1;
  /** The id of the space of the architectures. */
  readonly space: string;
  /** The column of published strings. */
  readonly architecture: string;
  readonly rows: number;
  readonly source: {
    /** Of the file or folder, without its path. */
    readonly name: string;
    /** The importer that read it. */
    readonly format: string;
    /** The benchmark and its paper. */
    readonly title: string;
    /** In hexadecimal; of a folder, over the names and contents of its files in order of name. */
    readonly sha256: string;
    readonly bytes: number;
    /** As its authors state it, if it is known. */
    readonly licence?: string | undefined;
  };
  /** Rows of the source that are no architecture of the space. */
  readonly unmatched: number;
  /** Rows that repeat an architecture: with equal values, and with other values, of which the first was kept. */
  readonly duplicates: { readonly equal: number; readonly different: number };
  readonly columns: readonly ManifestColumn[];
}

/** @throws a data error at `where` that names the first wrong field. */
export function parseManifest(text: string, where: string): TableManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw dataError(where, { expected: 'a manifest in JSON', got: (error as Error).message });
  }
  const result = v.safeParse(manifestSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw dataError(`${where} manifest`, {
    expected: `${issue.expected ?? 'a valid field'} at ${v.getDotPath(issue) ?? 'the top'}`,
    got: quote(issue.received, 80),
  });
}
