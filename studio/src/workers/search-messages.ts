/** What the page asks the worker that checks searches, and what it answers. */
import type { SearchChoices } from 'assay';

/** A search to check. */
export interface SearchQuestion {
  readonly choices: SearchChoices;
}

/** What would be done, or the parameter that is wrong and the lines about it. */
export type SearchCheck =
  | {
      readonly ok: true;
      /** Architectures of the space; left out where it is beyond counting. */
      readonly size?: number;
      readonly proxies: readonly string[];
      readonly combination: string;
      readonly searcher: string;
      readonly objectives: readonly string[];
      /** The most evaluations; left out where time decides. */
      readonly expected?: number;
    }
  | { readonly ok: false; readonly parameter: string; readonly message: string };
