/** The input of a verb about known networks: a space or a folder of models, and the list. */
import { textColumn, type Table } from '../../../benchmarks/table.js';
import type { SpaceGiven } from '../../../engine/values.js';
import { listed } from '../../../benchmarks/table-notes.js';
import { plural } from '../../../core/plural.js';
import { networkColumn } from '../../../known/known-columns.js';
import { modelNames } from '../../../known/model-names.js';
import { withoutForeign } from '../../../search/scoring/foreign-json.js';
import { keptShapeNotes, passedOverNotes, readItems, requireInputs, requireOnnx } from '../../../search/scoring/read-items.js';
import type { BadItem, GoodItem } from '../../../search/scoring/types.js';
import { inputFiles } from './input-files.js';
import { refuseReading, type ModelReading } from './refuse-reading.js';
import { readTable } from '../tables/read-table.js';

/** How many models that cannot be read are shown. */
const shown = 3;

type KnownSource = { readonly space: SpaceGiven } | { readonly models: readonly GoodItem[] };

/**
 * A spec that names a folder stands for its models.
 * @param reading how its models are read.
 * @param known a list that names models: one that cannot be read is an error only if it is listed.
 * @returns the source, and notes about models that are left out.
 * @throws a usage error for ways to read models where a space is given, the error of a listed model that cannot be read, or of the first if none can.
 */
export async function knownSource(
  given: SpaceGiven,
  reading: ModelReading,
  known?: Table,
): Promise<{ readonly source: KnownSource; readonly notes: readonly string[] }> {
  if (typeof given !== 'string' || inputFiles.kindOf(given) !== 'folder') {
    refuseReading(given, reading);
    return { source: { space: given }, notes: [] };
  }
  const named = new Set(known === undefined ? [] : textColumn(known, networkColumn(known, undefined)).map((text) => text.trim()));
  const models: GoodItem[] = [];
  const unread: BadItem[] = [];
  const items = await readItems([given], inputFiles, { ...reading, shapesOfMany: true });
  requireOnnx(withoutForeign(items), reading);
  requireInputs(items, reading);
  for (const item of items) {
    if (item.ok) models.push(item);
    else if (modelNames(item.name).some((name) => named.has(name))) throw item.error;
    else if (item.isForeign !== true) unread.push(item);
  }
  const [first] = unread;
  if (models.length === 0 && first !== undefined) throw first.error;
  const what = `${plural(unread.length, 'model')} of ${given} cannot be read and ${unread.length === 1 ? 'is' : 'are'} left out:`;
  const remarks = models.flatMap(({ name, remarks: own = [] }) => own.map((remark) => `${name}: ${remark}`));
  return {
    source: { models },
    notes: [
      ...passedOverNotes(given, items, inputFiles),
      ...listed(
        unread.length,
        what,
        unread.slice(0, shown).map(({ error }) => error.message),
      ),
      ...keptShapeNotes(models),
      ...listed(remarks.length, 'Not all of the models was understood:', remarks.slice(0, shown)),
    ],
  };
}

/** The list, read if it is a path. */
export async function knownTable(known: string | Table): Promise<Table> {
  return typeof known === 'string' ? await readTable(known) : known;
}
