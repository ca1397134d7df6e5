/** The tables that papers' figures are computed from, on this machine: found by their names. */
import { requireFields } from '../../../core/require-shape.js';
import type { Table } from '../../../benchmarks/table.js';
import { statSync } from 'node:fs';
import type { TableSource } from '../../../reproduce/tables.js';
import { breakable } from '../threads/breakable.js';
import { findFile } from './find-file.js';
import { readText } from '../files/files.js';
import { readTable } from './read-table.js';

/** Smaller tables are read at once; the largest take half a minute to unpack and decode. */
const largeTable = 2 ** 21;

/** Files of CIFAR-10 images. */
export const imageFiles = ['data_batch_1.bin', 'data_batch_1.bin.gz', 'cifar10_train_0-1023.bin.gz'];

/** Where files are looked for. */
export interface TablePlaces {
  /** A folder, which is searched with its subfolders. */
  readonly folder?: string | undefined;
  /** Files that are looked at first. */
  readonly files?: readonly string[];
  /** A table of more than 2 MiB is about to be read. */
  readonly onReading?: ((path: string) => void) | undefined;
}

/**
 * The table of a source, such as one of `tableSources`.
 * @returns undefined where no file has one of its names.
 * @throws data errors for a file that is damaged.
 */
export async function readTableSource(source: TableSource, places: TablePlaces): Promise<Table | undefined> {
  requireFields('source', 'a source of tables', source, 'files');
  requireFields('places', 'an object with a folder or files', places);
  const { files: names, parse } = source;
  const { folder, files = [], onReading } = places;
  const path = findFile(names, files, folder);
  if (path === undefined) return undefined;
  if (statSync(path).size > largeTable) onReading?.(path);
  return parse === undefined ? readTable(path) : breakable(() => parse(readText(`table ${path}`, path), path));
}

/** The images of CIFAR-10 in a folder, as a spec of data; undefined where there are none. */
export function findImages(places: Omit<TablePlaces, 'onReading'>): string | undefined {
  requireFields('places', 'an object with a folder or files', places);
  const { folder, files = [] } = places;
  const path = findFile(imageFiles, files, folder);
  return path === undefined ? undefined : `cifar10:${path}`;
}
