/** The input of a verb about known networks: a space or a folder of models, and the list. */
import type { Table } from '../../../benchmarks/table.js';
import type { SpaceGiven } from '../../../engine/values.js';
import { readItems } from '../../../search/scoring/read-items.js';
import type { GoodItem } from '../../../search/scoring/types.js';
import { inputFiles } from './input-files.js';
import { readTable } from '../tables/read-table.js';

type KnownSource = { readonly space: SpaceGiven } | { readonly models: readonly GoodItem[] };

/** A spec that names a folder stands for its models. @throws the error of the first model that cannot be read. */
export async function knownSource(given: SpaceGiven): Promise<KnownSource> {
  if (typeof given !== 'string' || inputFiles.kindOf(given) !== 'folder') return { space: given };
  const models: GoodItem[] = [];
  for (const item of await readItems([given], inputFiles)) {
    if (!item.ok) throw item.error;
    models.push(item);
  }
  return { models };
}

/** The list, read if it is a path. */
export async function knownTable(known: string | Table): Promise<Table> {
  return typeof known === 'string' ? await readTable(known) : known;
}
