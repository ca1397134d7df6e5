/** One architecture looked at closely, and every single change of it: what a cell editor shows. */
import type { Topology } from '../../arch/topology.js';
import type { Score } from '../../proxies/types.js';
import type { DrawnPlace } from '../../spaces/types.js';

/** Where an architecture stands among the reference cells of its space. */
export interface Standing {
  /** Percent of the reference that it beats; ties count half. */
  readonly percentile: number;
  /** 1 is the best; the mean of the places of equals. */
  readonly rank: number;
  /** How many reference cells it was compared with. */
  readonly among: number;
}

/** What is known of one architecture. */
export interface Look {
  /** As the space prints it. */
  readonly text: string;
  /** Equal for architectures that compute the same function. */
  readonly canonical: string;
  readonly quantities: { readonly [id: string]: number };
  /** By proxy, as its text. */
  readonly scores: { readonly [proxy: string]: Score };
  /** Left out while there is no reference. */
  readonly standing?: Standing;
  /** Left out where the space has none. */
  readonly topology?: Topology;
}

/** One alternative at a place. */
export interface Change {
  readonly choice: string;
  readonly text: string;
  readonly scores: { readonly [proxy: string]: Score };
  readonly quantities: { readonly [id: string]: number };
  readonly standing?: Standing;
  /** Points of the percentile that the change wins or loses. */
  readonly gain?: number;
}

/** All alternatives at one place. */
export interface PlaceChanges {
  readonly name: string;
  readonly drawn?: DrawnPlace;
  readonly current: string;
  /** In the order of the space. */
  readonly changes: readonly Change[];
}

/** Scores of reference cells: plain JSON, so that a worker can make them and a page can keep them. */
export interface ReferenceRows {
  /** By text, in the order of every row. */
  readonly proxies: readonly string[];
  /** One list a cell; null where a score is undefined. */
  readonly rows: readonly (readonly (number | null)[])[];
}
