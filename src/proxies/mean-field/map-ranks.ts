/** Effective numbers of channels, over the maps of a network. */
import type { OpRole } from '../../arch/ops/types.js';
import { scored, undefinedScore, type Score } from '../types.js';
import { carries, effectiveChannels, type Limit } from './propagate.js';

/** Sum of the effective numbers of channels behind rectifiers or, where there are none, all activations. */
export function rankOf({ live, sums }: Limit): Score {
  const { hasRectifiers, rectifiers, rectified, activations, activated } = sums;
  const counted = hasRectifiers ? rectifiers : activations;
  if (counted === 0)
    return undefinedScore(
      live.some(({ isActivation }) => isActivation)
        ? 'no signal reaches an activation'
        : 'the network has no activation that field reads, such as relu, between input and output',
    );
  return scored(hasRectifiers ? rectified : activated, { activations: counted });
}

/** Effective number of channels of the last map with pixels. */
export function lastRankOf({ live, maps }: Limit): Score {
  const found = live.find((step) => step.hasPixels);
  if (found === undefined) return undefinedScore('no map has more than one pixel');
  const { node, output, channels } = found;
  return carries(maps, output)
    ? scored(effectiveChannels(maps, output, channels))
    : undefinedScore(`no signal reaches ${node.id}`);
}

const leafRoles: ReadonlySet<OpRole> = new Set<OpRole>(['conv', 'norm', 'activation', 'pool', 'skip', 'none']);
const drawnChannels = 8;

/** The smallest eigenvalue that MeCo expects among 8 random channels, over leaf maps (Marchenko & Pastur). */
export function mecoOf({ live, maps }: Limit): Score {
  let sum = 0;
  for (let i = live.length - 1; i >= 0; i--) {
    const { definition, output, channels, hasPixels } = live[i];
    if (!leafRoles.has(definition.role) || !hasPixels || !carries(maps, output)) continue;
    const edge = 1 - Math.sqrt(drawnChannels * maps.alike[output]);
    if (edge > 0) sum += channels * edge * edge;
  }
  return scored(sum);
}

/**
 * Sum of the effective numbers of channels that windows larger than a pixel read. Where products mix places, as attention does, every layer counts:
 * each reads what others brought from elsewhere.
 */
export const spatialRankOf = ({ sums: { isMixed, read, readByWindows } }: Limit): number => (isMixed ? read : readByWindows);
