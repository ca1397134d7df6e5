/** Reads a list of networks with known accuracies: published strings of a space, or names of model files. */
import { must } from '../core/must.js';
import { canonicalHash } from '../arch/canonical.js';
import { listed } from '../benchmarks/table-notes.js';
import { tableWhere, textColumn, hasColumn, type Table } from '../benchmarks/table.js';
import { insteadOfAccuracies, targetNotes } from '../benchmarks/read-accuracies.js';
import { AssayError, dataError, quote } from '../core/errors.js';
import { plural } from '../core/plural.js';
import { readGenotype } from '../engine/known-genotype.js';
import { openSpace, spaces } from '../spaces/index.js';
import type { SearchSpace } from '../spaces/types.js';
import type { GoodItem } from '../search/scoring/types.js';
import { accuracyColumn, networkColumn } from './known-columns.js';
import { modelNames } from './model-names.js';
import type { KnownNetwork, KnownNetworks } from './types.js';

/** A rank correlation of fewer says nothing. */
const fewestKnown = 5;

/** What the names of the list stand for. */
export type KnownNames =
  | { readonly space: SearchSpace; readonly models?: undefined }
  /** Files of a folder, by their path. */
  | { readonly space?: undefined; readonly models: readonly GoodItem[] };

/** How many rows are shown of a kind. */
const shown = 3;

interface KnownRow extends KnownNetwork {
  /** Number of its row, from 1. */
  readonly row: number;
}

/**
 * @param asked the column of accuracies; left out, the table's usual one.
 * @throws a data error where fewer than five networks are known, all have one accuracy, one is below 0 or above 100, some are fractions among percentages, or none is of the space.
 */
export function readKnown(table: Table, names: KnownNames, asked?: string): KnownNetworks {
  const column = networkColumn(table, names.space?.id);
  const target = accuracyColumn(table, names.space?.id, asked);
  const families = hasColumn(table, 'family') ? textColumn(table, 'family') : undefined;
  const read = names.space === undefined ? modelReader(names.models) : stringReader(names.space);
  const faults: string[] = [];
  const rows: KnownRow[] = [];
  let blank = 0;
  for (const [i, text] of textColumn(table, column).entries()) {
    const found = read(text);
    const accuracy = target.values[i] ?? NaN;
    const family = families?.[i];
    if (typeof found === 'string') faults.push(`row ${i + 1}: ${found}`);
    else if (Number.isNaN(accuracy)) blank++;
    else rows.push({ ...found, accuracy, row: i + 1, ...(family === undefined ? {} : { family }) });
  }
  const [fault] = faults;
  if (rows.length === 0 && fault !== undefined) throw foreign(table, column, fault, names.space);
  const { networks, notes } = uniteForms(rows);
  requireTelling(table, target.name, networks);
  return {
    networks,
    target: target.name,
    notes: [
      ...listed(
        faults.length,
        `${plural(faults.length, 'row')} of ${table.source} ${faults.length === 1 ? 'is' : 'are'} left out:`,
        faults.slice(0, shown),
      ),
      ...(blank === 0
        ? []
        : [
            `${plural(blank, 'network')} without a number in ${quote(target.name)} ${blank === 1 ? 'is' : 'are'} left out${insteadOfAccuracies(table, target.column, target.values)}`,
          ]),
      ...targetNotes(target, target.values),
      ...notes,
    ],
  };
}

type Reader = (text: string) => Pick<KnownNetwork, 'item' | 'form'> | string;

function stringReader(space: SearchSpace): Reader {
  return (text) => {
    try {
      const known = readGenotype(space, text);
      const name = space.encode(known.genotype);
      return { item: { where: quote(name, 120), ok: true, candidate: name, name, known }, form: known.canonical() };
    } catch (error) {
      if (!(error instanceof AssayError) || error.kind === 'usage') throw error;
      return error.message;
    }
  };
}

function modelReader(models: readonly GoodItem[]): Reader {
  const byName = new Map<string, GoodItem>();
  for (const item of models) for (const name of modelNames(item.name)) if (!byName.has(name)) byName.set(name, item);
  return (text) => {
    const item = byName.get(text.trim());
    if (item === undefined || typeof item.candidate === 'string') return `no model ${quote(text)} in the folder`;
    return { item, form: canonicalHash(item.candidate) };
  };
}

/** None of the rows is of the space: says of which they are. */
function foreign(table: Table, column: string, first: string, space: SearchSpace | undefined): AssayError {
  const text = must(textColumn(table, column)[0], 'a row');
  const others = space === undefined ? [] : spaces.filter(({ id }) => id !== space.id && canRead(openSpace(id), text));
  return dataError(tableWhere(table), {
    expected: space === undefined ? 'names of models in the folder' : `networks of ${space.id}`,
    ...(others.length === 0
      ? { got: first }
      : { got: quote(text), hint: `written as networks of ${others.map(({ id }) => id).join(', ')}` }),
    code: 'mismatch',
  });
}

function canRead(space: SearchSpace, text: string): boolean {
  try {
    space.decode(text);
    return true;
  } catch (error) {
    if (error instanceof AssayError) return false;
    throw error;
  }
}

/** Networks of one form are one, with the mean of their accuracies; where these differ, it is said. */
function uniteForms(rows: readonly KnownRow[]): { readonly networks: KnownNetwork[]; readonly notes: readonly string[] } {
  const forms = new Map<string, [KnownRow, ...KnownRow[]]>();
  for (const row of rows) {
    const own = forms.get(row.form);
    if (own === undefined) forms.set(row.form, [row]);
    else own.push(row);
  }
  const repeated: string[] = [];
  const isomorphic: string[] = [];
  for (const [first, ...others] of forms.values())
    for (const other of others) {
      if (other.accuracy === first.accuracy) continue;
      const line = `rows ${first.row} and ${other.row}: ${first.accuracy} and ${other.accuracy}`;
      if (other.item.name === first.item.name) repeated.push(line);
      else isomorphic.push(line);
    }
  const networks = [...forms.values()].map((own): KnownNetwork => {
    const [{ item, form, family }] = own;
    const accuracy = own.reduce((sum, row) => sum + row.accuracy, 0) / own.length;
    return { item, form, accuracy, ...(family === undefined ? {} : { family }) };
  });
  const note = (lines: readonly string[], what: string): readonly string[] =>
    lines.length === 0
      ? []
      : listed(
          lines.length,
          `${plural(lines.length, 'row')} ${what} with another accuracy; their mean is used:`,
          lines.slice(0, shown),
        );
  return {
    networks,
    notes: [
      ...note(repeated, repeated.length === 1 ? 'repeats an earlier network' : 'repeat an earlier network'),
      ...note(
        isomorphic,
        isomorphic.length === 1 ? 'computes what an earlier network does' : 'compute what an earlier network does',
      ),
    ],
  };
}

function requireTelling(table: Table, target: string, networks: readonly KnownNetwork[]): void {
  const where = tableWhere(table);
  if (networks.length < fewestKnown)
    throw dataError(where, {
      expected: `at least ${fewestKnown} different networks with a known accuracy`,
      got: String(networks.length),
      hint: 'fewer give no certain result',
      code: 'out-of-range',
    });
  const accuracy = networks[0]?.accuracy;
  if (networks.every((network) => network.accuracy === accuracy))
    throw dataError(where, {
      expected: `accuracies that differ in column ${quote(target)}`,
      got: `${accuracy} for all ${networks.length} networks`,
      code: 'no-result',
    });
}
