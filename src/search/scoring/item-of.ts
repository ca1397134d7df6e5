import { requireArchitecture } from '../../arch/require-architecture.js';
import type { Architecture } from '../../arch/types.js';
import { quote } from '../../core/errors.js';
import type { SpaceGiven } from '../../engine/values.js';
import type { SearchSpace } from '../../spaces/types.js';
import { spaceOf } from './detect-space.js';
import { architectureOf } from './cost-of.js';
import { checkItem, stringsOf } from './read-items.js';
import type { GoodItem, Item } from './types.js';

/** One published string or network, read. @throws usage errors for the space, a data error for a string that it does not read. */
export async function itemOf(
  given: string | Architecture,
  named: SpaceGiven | undefined,
): Promise<{ readonly item: GoodItem; readonly space: SearchSpace | undefined; readonly architecture: () => Architecture }> {
  if (typeof given !== 'string') requireArchitecture(given);
  const read: Item =
    typeof given === 'string'
      ? { where: quote(given, 120), ok: true, candidate: given, name: given }
      : { where: 'architecture', ok: true, candidate: given, name: given.name ?? 'architecture' };
  const opened = await spaceOf({ named }, stringsOf([read]));
  const item = checkItem(read, opened?.space);
  if (!item.ok) throw item.error;
  const space = opened?.space;
  return { item, space, architecture: () => architectureOf(item, space) };
}
