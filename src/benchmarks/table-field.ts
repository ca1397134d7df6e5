import * as v from 'valibot';
import type { Table } from './table.js';

function isTable(value: unknown): value is Table {
  const table = value as Partial<Table> | null | undefined;
  return Array.isArray(table?.names) && Array.isArray(table.columns) && table.names.length === table.columns.length;
}

/** The schema of a table in a request. */
export const tableField = v.custom<Table>(isTable, 'a table, as parseTable, or readTable of assay/node, gives it');
