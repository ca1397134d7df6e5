/** Looks at cells: everything that a click in the cell bench asks for. Reference rows come from another worker, so that a click never waits for them. */
import {
  architectureColumn,
  createRng,
  numberColumn,
  openWhatIf,
  spaces,
  textColumn,
  type Look,
  type PlaceChanges,
  type ReferenceRows,
  type WhatIf,
} from 'assay';
import { openChosenSpace, type SpaceChoice } from '../../workers/open-space.js';
import { answerCalls } from '../../workers/calls.js';
import { readTableFile } from '../../workers/read-table-file.js';

/** What the page must know of a space. */
export interface OpenedBench {
  readonly space: string;
  readonly example: string;
  readonly judges: readonly string[];
  readonly combination: string;
  readonly planned: number;
  readonly isAll: boolean;
}

/** Values of a table that was dropped, for the cell that is shown. */
export interface TableValues {
  readonly source: string;
  readonly values: readonly { readonly column: string; readonly value: number }[];
}

let bench: WhatIf | undefined;
/** Ends the changes that are being judged: a newer cell is shown. */
let judging = new AbortController();
let table: { readonly source: string; readonly columns: readonly string[]; readonly rows: Map<string, number[]> } | undefined;

function opened(): WhatIf {
  if (bench === undefined) throw new Error('no space is open');
  return bench;
}

const calls = {
  async open(choice: SpaceChoice): Promise<OpenedBench> {
    await bench?.close();
    table = undefined;
    bench = await openWhatIf({ space: await openChosenSpace(choice) });
    const { reference, judges, combination } = bench;
    const { id, sample, encode } = bench.space;
    return {
      space: choice.space,
      example: spaces.find((known) => known.id === id)?.example ?? encode(sample(createRng(3, 'studio'))),
      judges,
      combination,
      planned: reference.planned,
      isAll: reference.isAll,
    };
  },
  look: (text: string): Promise<Look> => opened().look(text),
  changes(text: string): Promise<readonly PlaceChanges[]> {
    judging.abort();
    judging = new AbortController();
    return opened().changes(text, { signal: judging.signal });
  },
  addReference(rows: ReferenceRows): number {
    opened().addReference(rows);
    return opened().reference.count;
  },
  /** A random cell. */
  sample(seed: number): string {
    const { space } = opened();
    return space.encode(space.sample(createRng(seed, 'studio')));
  },
  /** Reads accuracies of a table: the first column whose texts the space reads names the cells. */
  async useTable(file: File): Promise<{ readonly rows: number; readonly columns: readonly string[] }> {
    const { space } = opened();
    const read = await readTableFile(file);
    const key = architectureColumn(read, space);
    if (key === undefined)
      throw new Error(`${file.name}: expected a column with cells of ${space.id}, got ${read.names.slice(0, 8).join(', ')}`);
    const columns: string[] = [];
    const values: Float64Array[] = [];
    for (const name of read.names) {
      if (name === key) continue;
      try {
        values.push(numberColumn(read, name));
        columns.push(name);
      } catch {
        // A column of texts has no values to show.
      }
    }
    const rows = new Map<string, number[]>();
    textColumn(read, key).forEach((text, i) => {
      if (isOfSpace(space, text))
        rows.set(
          space.canonical(space.decode(text)),
          values.map((column) => column[i] ?? NaN),
        );
    });
    table = { source: file.name, columns, rows };
    return { rows: rows.size, columns };
  },
  tableValues(text: string): TableValues | undefined {
    if (table === undefined) return undefined;
    const { space } = opened();
    const row = table.rows.get(space.canonical(space.decode(text))) ?? [];
    return {
      source: table.source,
      values: table.columns.flatMap((column, i) => (Number.isFinite(row[i]) ? [{ column, value: row[i] as number }] : [])),
    };
  },
};

function isOfSpace(space: WhatIf['space'], text: string): boolean {
  try {
    space.decode(text);
    return true;
  } catch {
    return false;
  }
}

export type CellCalls = typeof calls;
answerCalls(calls);
