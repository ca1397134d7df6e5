/** What a table file says of itself, kept as JSON beside its columns: where the rows come from, what was left out, what the columns mean. */
import * as v from 'valibot';
import { dataError, quote } from '../core/errors.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const columnSchema = v.object({
  name: v.string(),
  /** `%`, `s`, `ms`, `1` for pure numbers; empty for texts. */
  unit: v.string(),
  label: v.string(),
  /** The name under which `bench` offers it as a target. */
  target: v.optional(v.string()),
  /** Whether it is a target when none is asked for. */
  byDefault: v.optional(v.boolean()),
});

const manifestSchema = v.object({
  /** Version of this record. */
  version: v.literal(1),
  /** The id of the space whose architectures the rows are. */
  space: v.string(),
  /** The column of published strings. */
  architecture: v.string(),
  rows: count,
  source: v.object({
    /** Of the file or folder, without its path. */
    name: v.string(),
    /** The importer that read it. */
    format: v.string(),
    /** The benchmark and its paper. */
    title: v.string(),
    /** In hexadecimal; of a folder, over the names and contents of its files in order of name. */
    sha256: v.string(),
    bytes: count,
    /** As its authors state it, where it is known. */
    licence: v.optional(v.string()),
  }),
  /** Rows of the source that are no architecture of the space. */
  unmatched: count,
  /** Rows that repeat an architecture: with equal values, and with others, of which the first was kept. */
  duplicates: v.object({ equal: count, different: count }),
  columns: v.array(columnSchema),
});

export type TableManifest = v.InferOutput<typeof manifestSchema>;
export type ManifestColumn = v.InferOutput<typeof columnSchema>;

/** @throws a data error at `where` that names the first field that is wrong. */
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
