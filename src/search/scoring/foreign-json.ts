/** `.json` files that lie beside models and are none: package.json, results.json, config.json. */
import type { Architecture } from '../../arch/types.js';
import { listNames } from '../../core/list-names.js';
import type { BadItem, Item } from './types.js';

const format: Architecture['format'] = 'assay-architecture';
/** Names in a line. */
const mostNamed = 5;

/**
 * Whether a `.json` file is meant as something else than an architecture: it has neither its format nor nodes. What is no JSON at all is damaged.
 */
export function isForeignJson(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return false;
  }
  return typeof value !== 'object' || value === null || !('nodes' in value || ('format' in value && value.format === format));
}

/** The items without files that are no models. */
export function withoutForeign(items: readonly Item[]): Item[] {
  return items.filter((item) => item.ok || item.isForeign !== true);
}

/** A line about files of a folder that were passed over; none if there are none. */
export function foreignNotes(items: readonly Item[]): string[] {
  const foreign = items.filter((item): item is BadItem => !item.ok && item.isForeign === true);
  if (foreign.length === 0) return [];
  const [file, is, they] =
    foreign.length === 1 ? ['file is no architecture', 'is', 'it has'] : ['files are no architectures', 'are', 'they have'];
  const names = listNames(
    foreign.map(({ name }) => name),
    mostNamed,
  );
  return [`${foreign.length} .json ${file} and ${is} passed over: ${names} (${they} neither "format": "${format}" nor "nodes")`];
}
