/**
 * The places of a genotype that one move changes, for every space: those that the space names itself, or, from its neighbours alone, the
 * part of the printed string in which they differ.
 */
import { requireFields } from '../core/require-shape.js';
import type { Place, SearchSpace } from './types.js';

/** Every single change of a genotype, by place; together they are its neighbours. */
export function placesOf<G>(space: SearchSpace<G>, genotype: G): readonly Place<G>[] {
  requireFields('space', 'a space, as openSpace opens it', space, 'encode', 'decode');
  return space.places?.(genotype) ?? placesOfText(space, genotype);
}

/** Words and numbers at even places, what stands between them at odd ones. */
const tokensOf = (text: string): string[] => text.split(/([^\w.]+)/);

function placesOfText<G>(space: SearchSpace<G>, genotype: G): Place<G>[] {
  const own = tokensOf(space.encode(genotype));
  const places = new Map<number, { choice: string; genotype: G }[]>();
  for (const neighbor of space.neighbors(genotype)) {
    const text = space.encode(neighbor);
    const tokens = tokensOf(text);
    const changed = tokens.flatMap((token, i) => (token === own[i] ? [] : [i]));
    const place = tokens.length === own.length && changed.length === 1 ? (changed[0] ?? -1) : -1;
    const list = places.get(place) ?? [];
    list.push({ choice: tokens[place] ?? text, genotype: neighbor });
    places.set(place, list);
  }
  return [...places]
    .sort(([a], [b]) => (a < 0 ? 1 : b < 0 ? -1 : a - b))
    .map(([place, alternatives]) =>
      place < 0
        ? { name: 'another form', current: own.join(''), alternatives }
        : { name: `value ${place / 2 + 1}`, current: own[place] ?? '', alternatives },
    );
}
