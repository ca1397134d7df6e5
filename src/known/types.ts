/** Networks whose accuracy a user knows: what is checked against, and learned from. */
import type { GoodItem } from '../search/scoring/types.js';

/** One function of the known list, with the accuracy of its training, or the mean of several. */
export interface KnownNetwork {
  readonly item: GoodItem;
  /** In the unit of the list: per cent, a fraction, minus a loss. */
  readonly accuracy: number;
  /** Its canonical form: networks that compute the same function share it. */
  readonly form: string;
  /** Where the list has a column `family`. */
  readonly family?: string;
}

export interface KnownNetworks {
  /** One entry a canonical form, in the order of the list. */
  readonly networks: readonly KnownNetwork[];
  /** The column of the accuracies. */
  readonly target: string;
  /** Sentences a user should see: rows that are left out, duplicates that disagree. */
  readonly notes: readonly string[];
}
