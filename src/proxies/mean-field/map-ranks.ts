/** Effective numbers of channels, over the maps of a network. */
import type { OpRole } from '../../arch/ops/types.js';
import { scored, undefinedScore, type Score } from '../types.js';
import { carries, type Live } from './live-nodes.js';
import { effectiveChannels, type MapField } from './propagate.js';

const hasPixels = ({ height, width }: MapField): boolean => height * width > 1;

/** Sum of the effective numbers of channels behind rectifiers or, where there are none, all activations. */
export function rankOf(live: readonly Live[]): Score {
  const activations = live.filter(({ definition }) => definition.role === 'activation');
  const rectifiers = activations.filter(({ node, definition }) => definition.rectifies?.(node.attrs) === true);
  const counted = (rectifiers.length > 0 ? rectifiers : activations).filter(({ field }) => carries(field));
  if (counted.length === 0) return undefinedScore('no signal reaches an activation');
  return scored(
    counted.reduce((sum, { field }) => sum + effectiveChannels(field), 0),
    { activations: counted.length },
  );
}

/** Effective number of channels of the last map with pixels. */
export function lastRankOf(live: readonly Live[]): Score {
  const found = live.findLast(({ field }) => hasPixels(field));
  if (found === undefined) return undefinedScore('no map has more than one pixel');
  return carries(found.field) ? scored(effectiveChannels(found.field)) : undefinedScore(`no signal reaches ${found.node.id}`);
}

const leafRoles: ReadonlySet<OpRole> = new Set<OpRole>(['conv', 'norm', 'activation', 'pool', 'skip', 'none']);
const drawnChannels = 8;

/** The smallest eigenvalue that MeCo expects among 8 random channels, over leaf maps (Marchenko & Pastur). */
export function mecoOf(live: readonly Live[]): Score {
  let sum = 0;
  for (const { definition, field } of live) {
    if (!leafRoles.has(definition.role) || !hasPixels(field) || !carries(field)) continue;
    const edge = 1 - Math.sqrt(drawnChannels * field.alike);
    if (edge > 0) sum += field.channels * edge * edge;
  }
  return scored(sum);
}

/**
 * Sum of the effective numbers of channels that windows larger than a pixel read. Where products mix places, as attention does, every layer counts:
 * each reads what others brought from elsewhere.
 */
export function spatialRankOf(live: readonly Live[]): number {
  const isMixed = live.some(({ definition }) => definition.mixesPlaces === true);
  let sum = 0;
  for (const { node, definition, inputs } of live) {
    if (definition.role !== 'conv') continue;
    const { kernel = [] } = node.attrs as { readonly kernel?: readonly number[] };
    if (!isMixed && !kernel.some((length) => length > 1)) continue;
    for (const { field } of inputs) if (carries(field)) sum += effectiveChannels(field);
  }
  return sum;
}
